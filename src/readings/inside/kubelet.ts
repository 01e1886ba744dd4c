import type { Container, Lease, Pod } from '../../api/types.ts';
import { listAt, readAt } from '../../sim/etcd/index.ts';
import { upperBound } from '../../sim/kernel/series.ts';
import { endAt, traceGet } from '../../sim/kernel/trace.ts';
import type { EntryId } from '../../sim/kernel/types.ts';
import type { ObjectRef } from '../../sim/notes.ts';
import { parseTimestamp } from '../../sim/time.ts';
import { refOf } from '../about.ts';
import { isMessage, isNote, type MessageOf, type NoteOf } from '../lookup.ts';
import { podReadiness, podReason } from '../pod-state.ts';
import { say } from '../say.ts';
import { revisionAt } from '../story.ts';
import type { Moment } from './index.ts';
import type { KubeletRoom, ProbeLine, WorkLine } from './views.ts';
import { recent } from './window.ts';

const workMax = 24;
const resultsMax = 10;

/** The Pods of a node and the kubelet's work on one of them: its steps, its probes, its back-offs. */
export function kubeletRoom(moment: Moment, node: string, pick: string | undefined): KubeletRoom {
  const { trace, index, etcd, step } = moment;
  const revision = revisionAt(index, trace, step);
  const pods = (listAt(etcd, '/registry/pods/', revision) as Pod[]).filter(({ spec }) => spec.nodeName === node);
  const notes = notesOf(moment, `kubelet@${node}`);
  const last = notes.at(-1)?.note.pod;
  const wanted = pods.find((pod) => keyOf(refOf(pod)) === pick);
  const pod = wanted ? refOf(wanted) : (last ?? (pods[0] && refOf(pods[0])));
  const object = pod && pods.find(({ metadata }) => metadata.uid === pod.uid);
  const lease = readAt(etcd, `/registry/leases/kube-node-lease/${node}`, revision) as Lease | undefined;
  return {
    role: 'kubelet',
    node,
    heartbeatMs: lease?.spec.renewTime ? parseTimestamp(lease.spec.renewTime) : undefined,
    pods: pods.map((each) => ({ ref: refOf(each), status: podReason(each), ready: podReadiness(each) })),
    picked:
      pod &&
      pickedOf(
        moment,
        pod,
        object,
        notes.filter(({ note }) => note.pod.uid === pod.uid),
      ),
  };
}

const keyOf = ({ namespace, name }: ObjectRef): string => `${namespace}/${name}`;

/** All pieces of a kubelet's work so far, oldest first. */
function notesOf({ trace, index, step }: Moment, actor: string): NoteOf<'kubelet'>[] {
  const ids = index.decisions.get(actor) ?? [];
  return ids.slice(0, upperBound(ids, endAt(trace, step))).flatMap((id) => {
    const entry = traceGet(trace, id);
    return isNote(entry, 'kubelet') ? [entry] : [];
  });
}

function pickedOf(
  moment: Moment,
  pod: ObjectRef,
  object: Pod | undefined,
  notes: readonly NoteOf<'kubelet'>[],
): KubeletRoom['picked'] {
  const calls = new Map<EntryId, MessageOf<'cri'>>();
  const replies = new Map<EntryId, MessageOf<'cri-reply'>>();
  const probes = new Map<string, { ok: boolean; output: string; at: number }[]>();
  const answers = new Map<EntryId, MessageOf<'probe-reply'>>();
  const now = endAt(moment.trace, moment.step);
  for (const entry of recent(moment)) {
    if (entry.type !== 'message') continue;
    if (isMessage(entry, 'cri-reply') && entry.at <= (traceGet(moment.trace, now)?.at ?? 0))
      replies.set(entry.message.re, entry);
    else if (isMessage(entry, 'cri')) calls.set(entry.cause, entry);
    else if (isMessage(entry, 'probe-reply')) answers.set(entry.message.re, entry);
    else if (isMessage(entry, 'probe') && entry.message.podUid === pod.uid) {
      const answer = answers.get(entry.id);
      const key = `${entry.message.container} ${entry.message.probe}`;
      const known = probes.get(key) ?? [];
      if (answer && known.length < resultsMax)
        probes.set(key, [...known, { ok: answer.message.ok, output: answer.message.output, at: answer.at }]);
    }
  }
  return {
    pod,
    work: notes.slice(-workMax).map((note) => workLine(moment, note, calls.get(note.id), replies)),
    probes: object ? probeLines(object, probes) : [],
    backOffs: backOffsOf(notes),
  };
}

/** Steps that tell of something going wrong. */
const failing = /failed|rejected|error|back-off|invalid|unready|deadline/;

function workLine(
  { trace }: Moment,
  entry: NoteOf<'kubelet'>,
  call: MessageOf<'cri'> | undefined,
  replies: ReadonlyMap<EntryId, MessageOf<'cri-reply'>>,
): WorkLine {
  const { step, pod, container, detail } = entry.note;
  const reply = call && replies.get(call.id);
  const failed = failing.test(step) || reply?.message.reply.ok === false;
  return {
    entry: entry.id,
    step: trace.firstStep + upperBound(trace.endOf, entry.id - 1),
    atMs: entry.at,
    say: say(`kubelet.${step}`, { name: pod.name, container: container ?? '', detail: detail ?? '' }),
    call: call?.message.call.call,
    tookMs: call && reply && reply.at - call.sentMs,
    outcome: failed ? 'failed' : call && !reply ? 'running' : 'done',
  };
}

const probeFields = { startup: 'startupProbe', readiness: 'readinessProbe', liveness: 'livenessProbe' } as const;

function probeLines(
  { spec }: Pod,
  results: ReadonlyMap<string, readonly { ok: boolean; output: string; at: number }[]>,
): ProbeLine[] {
  const all: readonly Container[] = [...(spec.initContainers ?? []), ...spec.containers];
  return all.flatMap((container) =>
    (Object.keys(probeFields) as (keyof typeof probeFields)[]).flatMap((probe): ProbeLine[] => {
      const defined = container[probeFields[probe]];
      if (!defined) return [];
      const known = results.get(`${container.name} ${probe}`) ?? [];
      return [
        {
          container: container.name,
          probe,
          periodSeconds: defined.periodSeconds ?? 10,
          failureThreshold: defined.failureThreshold ?? 3,
          results: known.map(({ ok }) => ok),
          output: known[0]?.output ?? '',
          lastMs: known[0]?.at,
        },
      ];
    }),
  );
}

/** `1m20s` → 80,000. The kubelet writes its waits as Go writes durations. */
function goMs(text: string): number {
  const [, hours, minutes, seconds] = /^(?:(\d+)h)?(?:(\d+)m)?(?:([\d.]+)s)?$/.exec(text) ?? [];
  return (Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)) * 1000;
}

/** The wait counts from the container's end; a new start ends it. */
function backOffsOf(notes: readonly NoteOf<'kubelet'>[]): NonNullable<KubeletRoom['picked']>['backOffs'] {
  const ended = new Map<string, number>();
  const waits = new Map<string, { readonly container: string; readonly untilMs: number; readonly waitMs: number }>();
  for (const { note, at } of notes) {
    const { step, container = '', detail = '' } = note;
    if (step === 'exited') ended.set(container, at);
    else if (step === 'start' || step === 'create') waits.delete(container);
    else if (step === 'back-off') {
      const waitMs = goMs(detail);
      waits.set(container, { container, waitMs, untilMs: (ended.get(container) ?? at) + waitMs });
    }
  }
  return [...waits.values()];
}
