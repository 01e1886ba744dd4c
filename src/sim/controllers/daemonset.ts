import { deepEqual } from '../../api/equal.ts';
import type { DaemonSet, Node, Pod } from '../../api/types.ts';
import { keyOf, type Change } from '../client/informer.ts';
import { errorText, isOk } from '../client/requests.ts';
import { claimPods, ownersOfPods } from './claims.ts';
import { say, settled, type Controller, type Plan, type Told, type View, type Write } from './controller.ts';
import { daemonPod, targetOf, wishFor, type Wish } from './daemonset/placement.ts';
import { excess, roll, statusOf, type Daemons, type Step } from './daemonset/rollout.ts';
import { parseTimestamp } from '../time.ts';
import { resolveOwner } from './owners.ts';
import { availableInMs, isFinished, isLeaving } from './pods.ts';
import {
  collided,
  orphanRevisions,
  revisionFor,
  revisionLabel,
  revisionsOf,
  type ControllerRevision,
  type Revisions,
} from './revisions.ts';
import { create, remove, update, updateStatus } from './writes.ts';

/** Most Pods one look creates or deletes. Source: daemon_controller.go BurstReplicas. */
const burstReplicas = 250;

/**
 * Keeps one Pod on every node that may have one.
 * Models: kubernetes pkg/controller/daemon.
 */
export const daemonSetController: Controller = {
  name: 'daemonset-controller',
  account: 'daemon-set-controller',
  workers: 2,
  watches: {
    daemonsets: ({ key }) => key,
    controllerrevisions: ({ object }, view) => {
      const owner = resolveOwner<DaemonSet>(view, 'daemonsets', 'DaemonSet', object);
      return owner && keyOf(owner);
    },
    pods: ownersOfPods('daemonsets', 'DaemonSet'),
    nodes: affected,
  },
  reconcile(key, view) {
    const ds = view.get<DaemonSet>('daemonsets', key);
    if (!ds) return settled(say('daemonset.gone'));
    const { selector } = ds.spec;
    if (!selector || Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length === 0)
      return { events: [selectsAll(ds)], because: say('daemonset.selectsAll') };
    if (ds.metadata.deletionTimestamp) return settled(say('daemonset.deleting'));
    const { pods, claims: ofPods } = claimPods(ds, view);
    const claims = [...ofPods, ...orphanRevisions(ds, view)];
    if (claims.length > 0) return { requests: claims, because: say('daemonset.adopt', { count: claims.length }) };
    const all = revisionsOf(ds, view);
    const revisions = revisionFor(ds, ds.spec.template, all, ds.status.collisionCount ?? 0, { label: revisionLabel });
    const { current, missing } = revisions;
    if (missing) {
      const write =
        missing === 'new'
          ? create('controllerrevisions', ds.metadata.namespace!, current)
          : update('controllerrevisions', current);
      return {
        requests: [write],
        because: say('daemonset.revision', { name: current.metadata.name, revision: current.revision }),
      };
    }
    return look(ds, pods, revisions, view);
  },
  conclude(key, view, answers) {
    const collision = collided('daemonsets', view.get<DaemonSet>('daemonsets', key), answers, view);
    if (collision) return collision;
    const refused = answers.find(({ write, response }) => write.resource === 'pods' && !isOk(response));
    return refused && refused.response.code !== 404 && view.get('daemonsets', key)
      ? settled(say('daemonset.failed', { error: errorText(refused.response) }))
      : undefined;
  },
};

const selectsAll = (about: DaemonSet): Told => ({
  about,
  type: 'Warning',
  reason: 'SelectingAll',
  message: 'This daemon set is selecting all pods. A non-empty selector is required.',
});

/** A node came or went, or its labels or taints changed: the DaemonSets that now want something else of it. */
function affected({ type, object, old }: Change, view: View): string[] | undefined {
  const [now, before] = [object as Node, old as Node | undefined];
  if (
    type === 'updated' &&
    before &&
    (before.spec === now.spec || deepEqual(before.spec.taints, now.spec.taints)) &&
    (before.metadata.labels === now.metadata.labels || deepEqual(before.metadata.labels, now.metadata.labels))
  )
    return undefined;
  return view
    .all<DaemonSet>('daemonsets')
    .filter((ds) => type !== 'updated' || !deepEqual(wishFor(ds, now), wishFor(ds, before!)))
    .map(keyOf);
}

function look(ds: DaemonSet, pods: readonly Pod[], revisions: Revisions, view: View): Plan {
  const nodes = view.all<Node>('nodes').sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  const wishes = new Map(nodes.map((node) => [node.metadata.name, wishFor(ds, node)]));
  const onNode = new Map<string, Pod[]>();
  for (const pod of [...pods].sort(scheduledAndOldestFirst)) {
    const node = targetOf(pod);
    if (node) onNode.set(node, [...(onNode.get(node) ?? []), pod]);
  }
  const wanted = [...wishes].flatMap(([node, { run }]) => (run ? [node] : []));
  const hash = revisions.current.metadata.labels![revisionLabel]!;
  const daemons: Daemons = { ds, now: view.now, wanted, onNode, hash };
  const ended = endedPods(daemons, wishes, view);
  let step = place(daemons, wishes, ended);
  let because = 'daemonset.place';
  if (step.create.length + step.remove.length === 0 && ds.spec.updateStrategy.type === 'RollingUpdate') {
    step = roll(daemons);
    because = 'daemonset.roll';
  }
  const acts = step.create.length + step.remove.length > 0;
  const stray = [...wishes].filter(([node, { run }]) => !run && onNode.has(node)).length;
  const status = statusOf(daemons, stray);
  const ready = Math.min(...pods.map((pod) => availableInMs(pod, ds.spec.minReadySeconds ?? 0, view.now) || Infinity));
  const later = Math.min(ready, ended.waitMs);
  return {
    backOff: ended.backOff,
    requests: [
      ...writesOf(ds, step, hash),
      ...(acts ? [] : cleanUp(ds, pods, revisions)),
      ...(deepEqual(status, ds.status) ? [] : [updateStatus('daemonsets', { ...ds, status })]),
    ],
    events: ended.events,
    because: say(acts ? because : 'daemonset.same', {
      want: wanted.length,
      have: status.currentNumberScheduled,
      ready: status.numberReady,
      create: step.create.length,
      remove: step.remove.length,
    }),
    ...(later < Infinity ? { requeueAfterMs: later, unfinished: true } : {}),
  };
}

/** Models: daemon_controller.go podByCreationTimestampAndPhase. */
const scheduledAndOldestFirst = (a: Pod, b: Pod): number =>
  Number(!a.spec.nodeName) - Number(!b.spec.nodeName) ||
  parseTimestamp(a.metadata.creationTimestamp) - parseTimestamp(b.metadata.creationTimestamp) ||
  (a.metadata.name < b.metadata.name ? -1 : 1);

/** Nodes that lack a Pod get one; Pods where none belongs, finished ones and doubles go. Models: manage. */
function place(daemons: Daemons, wishes: ReadonlyMap<string, Wish>, ended: Ended): Step {
  const { onNode } = daemons;
  const gone: Pod[] = [];
  const create: string[] = [];
  for (const [node, { run, stay }] of wishes) {
    const pods = onNode.get(node) ?? [];
    if (!stay) gone.push(...pods);
    else if (pods.length === 0) {
      if (run) create.push(node);
    } else {
      const here = pods.filter((pod) => !isLeaving(pod));
      gone.push(
        ...here.filter((pod) => ended.remove.has(pod)),
        ...excess(
          daemons,
          here.filter((pod) => !isFinished(pod)),
        ),
      );
    }
  }
  for (const [node, pods] of onNode) if (!wishes.has(node)) gone.push(...pods.filter((pod) => !pod.spec.nodeName));
  return { create, remove: gone.filter((pod) => !isLeaving(pod)) };
}

interface Ended {
  readonly remove: ReadonlySet<Pod>;
  readonly events: readonly Told[];
  /** Nodes whose next failure waits longer, and the shortest wait there is, in ms. */
  readonly backOff: readonly string[];
  readonly waitMs: number;
}

/**
 * Pods that have ended where one should run. A failed one goes after a wait that doubles with every failure on its node:
 * a kubelet that refuses a Pod will refuse the next one, too. Models: daemon_controller.go podsShouldBeOnNode.
 */
function endedPods({ ds, onNode }: Daemons, wishes: ReadonlyMap<string, Wish>, view: View): Ended {
  const remove = new Set<Pod>();
  const events: Told[] = [];
  const backOff: string[] = [];
  let waitMs = Infinity;
  for (const [node, { stay }] of wishes)
    for (const pod of stay ? (onNode.get(node) ?? []) : []) {
      if (isLeaving(pod) || !isFinished(pod)) continue;
      const name = `${ds.metadata.uid}/${ds.status.observedGeneration ?? 0}/${node}`;
      const wait = pod.status.phase === 'Failed' ? view.backOffMs(name) : 0;
      if (wait > 0) {
        waitMs = Math.min(waitMs, wait);
        continue;
      }
      if (pod.status.phase === 'Failed') backOff.push(name);
      events.push(endedEvent(ds, pod, node));
      remove.add(pod);
    }
  return { remove, events, backOff, waitMs };
}

function endedEvent(about: DaemonSet, pod: Pod, node: string): Told {
  const failed = pod.status.phase === 'Failed';
  const name = `${pod.metadata.namespace}/${pod.metadata.name}`;
  return {
    about,
    type: failed ? 'Warning' : 'Normal',
    reason: failed ? 'FailedDaemonPod' : 'SucceededDaemonPod',
    message: `Found ${failed ? 'failed' : 'succeeded'} daemon pod ${name} on node ${node}, will try to ${failed ? 'kill' : 'delete'} it`,
  };
}

function writesOf(ds: DaemonSet, step: Step, hash: string): Write[] {
  const told = (type: 'Normal' | 'Warning', reason: string, message: string): Told => ({
    about: ds,
    type,
    reason,
    message,
  });
  return [
    ...step.create.slice(0, burstReplicas).map((node) =>
      create('pods', ds.metadata.namespace!, daemonPod(ds, node, hash), {
        burst: 'slow-start',
        ifDone: told('Normal', 'SuccessfulCreate', 'Created pod: {name}'),
        ifFailed: told('Warning', 'FailedCreate', 'Error creating: {error}'),
      }),
    ),
    ...step.remove.slice(0, burstReplicas).map((pod) =>
      remove(
        'pods',
        pod,
        {},
        {
          burst: 'at-once',
          ifDone: told('Normal', 'SuccessfulDelete', 'Deleted pod: {name}'),
          ifFailed: told('Warning', 'FailedDelete', 'Error deleting: {error}'),
        },
      ),
    ),
  ];
}

/** Old revisions beyond the limit that no Pod is of. */
function cleanUp(ds: DaemonSet, pods: readonly Pod[], { old }: Revisions): Write[] {
  const live = new Set(pods.map((pod) => pod.metadata.labels?.[revisionLabel]));
  const over = old.length - (ds.spec.revisionHistoryLimit ?? 10);
  const idle = old.filter((revision: ControllerRevision) => !live.has(revision.metadata.labels?.[revisionLabel]));
  return idle.slice(0, Math.max(0, over)).map((revision) => remove('controllerrevisions', revision));
}
