import { setCondition } from '../../api/conditions.ts';
import type { Condition, KubeObject, Namespace, Pod } from '../../api/types.ts';
import { isOk, resources } from '../client/requests.ts';
import { parseTimestamp, timestamp } from '../time.ts';
import {
  say,
  settled,
  type Answer,
  type Controller,
  type Plan,
  type Plural,
  type View,
  type Write,
} from './controller.ts';
import type { Named } from './kinds.ts';
import { updateStatus } from './writes.ts';

/** How long after its deletion a namespace is emptied, in ms. Source: namespace_controller.go namespaceDeletionGracePeriod. */
const graceMs = 5_000;
/** What is waited for when something left has a finalizer, in seconds. */
const finalizerEstimateSeconds = 15;

/**
 * Empties a namespace that is being deleted, resource by resource, and lets it go when nothing is left.
 * Models: kubernetes pkg/controller/namespace/deletion/namespaced_resources_deleter.go. What there is to delete
 * is what the server serves, custom resources included. Left out: asking discovery anew for each namespace, so the
 * discovery conditions are always fine.
 */
export const namespaceController: Controller = {
  name: 'namespace-controller',
  workers: 10,
  delayMs: graceMs,
  watches: {
    namespaces: ({ type, object, key }) => (type !== 'deleted' && object.metadata.deletionTimestamp ? key : undefined),
  },
  reconcile(name, view) {
    const namespace = view.get<Namespace>('namespaces', name);
    if (!namespace?.metadata.deletionTimestamp) return settled(say('namespace.gone', { namespace: name }));
    if ((namespace.spec.finalizers ?? []).length === 0) return settled(say('namespace.finalized', { namespace: name }));
    const requests = view.namespaced.flatMap(({ name: resource }): Write[] => [
      Object.freeze({ method: 'DELETE', resource, namespace: name, accept: [404, 405] }),
      Object.freeze({ method: 'GET', resource, namespace: name, accept: [404] }),
    ]);
    return { requests, because: say('namespace.empty', { namespace: name }) };
  },
  conclude(name, view, answers) {
    const namespace = view.get<Namespace>('namespaces', name);
    const last = answers.at(-1)!;
    if (!namespace || (!isOk(last.response) && !last.write.accept?.includes(last.response.code))) return undefined;
    const left = new Map<Plural, readonly KubeObject[]>();
    for (const { write, response } of answers) {
      const items =
        write.method === 'GET' && isOk(response) ? (response.body as { items?: KubeObject[] }).items : undefined;
      if (items && items.length > 0) left.set(write.resource, items);
    }
    return left.size === 0 ? finalize(namespace) : wait(namespace, left, answers, view);
  },
};

/** Nothing is left: the finalizer goes, and with it the namespace. */
function finalize(namespace: Namespace): Plan {
  const { name } = namespace.metadata;
  const finalizers = (namespace.spec.finalizers ?? []).filter((finalizer) => finalizer !== 'kubernetes');
  const body = Object.freeze({ ...namespace, spec: { ...namespace.spec, finalizers } });
  return {
    requests: [
      Object.freeze({ method: 'PUT', resource: 'namespaces', namespace: '', name, subresource: 'finalize', body }),
    ],
    because: say('namespace.finalize', { namespace: name }),
  };
}

/** Says what is still there, and comes back when the slowest Pod should be gone. */
function wait(
  namespace: Namespace,
  left: ReadonlyMap<Plural, readonly KubeObject[]>,
  answers: readonly Answer[],
  view: View,
): Plan {
  const elapsed = (view.now - parseTimestamp(namespace.metadata.deletionTimestamp!)) / 1000;
  let estimate = 0;
  for (const pod of (left.get('pods') ?? []) as Pod[]) {
    if (pod.status.phase !== 'Succeeded' && pod.status.phase !== 'Failed')
      estimate = Math.max(estimate, pod.spec.terminationGracePeriodSeconds);
  }
  if (elapsed >= estimate) estimate = 0;
  const finalizers = new Map<string, number>();
  for (const items of left.values()) {
    for (const object of items)
      for (const finalizer of object.metadata.finalizers ?? [])
        finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
  }
  if (finalizers.size > 0) estimate = Math.max(estimate, finalizerEstimateSeconds);
  let conditions = namespace.status.conditions;
  for (const condition of conditionsFor(left, finalizers, timestamp(view.now)))
    conditions = [...setCondition(conditions, condition)];
  const status = { ...namespace.status, conditions: conditions! };
  const refused = answers
    .filter(({ write, response }) => write.method === 'DELETE' && response.code === 405)
    .flatMap(({ write }) => oneByOne(write, left));
  const same = JSON.stringify(conditions) === JSON.stringify(namespace.status.conditions);
  const [first] = left;
  return {
    requests: [...refused, ...(same ? [] : [updateStatus('namespaces', { ...namespace, status })])],
    because: say('namespace.remaining', {
      namespace: namespace.metadata.name,
      count: first![1].length,
      resource: first![0],
    }),
    requeueAfterMs: (Math.floor(estimate / 2) + 1) * 1000,
    unfinished: true,
  };
}

/** A resource that cannot be deleted as a whole. */
const oneByOne = (write: Write, left: ReadonlyMap<Plural, readonly KubeObject[]>): Write[] =>
  (left.get(write.resource) ?? [])
    .filter((object) => !object.metadata.deletionTimestamp)
    .map((object) => Object.freeze({ ...write, name: object.metadata.name, uid: object.metadata.uid, accept: [404] }));

/** `pods.`, `deployments.apps`. */
const fullName = (plural: Plural): string =>
  plural.includes('.') ? plural : `${plural}.${resources[plural as Named].group}`;

function conditionsFor(
  left: ReadonlyMap<Plural, readonly KubeObject[]>,
  finalizers: ReadonlyMap<string, number>,
  at: string,
): Condition[] {
  const fine = (type: string, reason: string, message: string): Condition => ({
    type,
    status: 'False',
    lastTransitionTime: at,
    reason,
    message,
  });
  const remaining = [...left]
    .map(([plural, items]) => `${fullName(plural)} has ${items.length} resource instances`)
    .sort()
    .join(', ');
  const waiting = [...finalizers]
    .map(([finalizer, count]) => `${finalizer} in ${count} resource instances`)
    .sort()
    .join(', ');
  return [
    fine('NamespaceDeletionDiscoveryFailure', 'ResourcesDiscovered', 'All resources successfully discovered'),
    fine(
      'NamespaceDeletionGroupVersionParsingFailure',
      'ParsedGroupVersions',
      'All legacy kube types successfully parsed',
    ),
    fine(
      'NamespaceDeletionContentFailure',
      'ContentDeleted',
      'All content successfully deleted, may be waiting on finalization',
    ),
    {
      type: 'NamespaceContentRemaining',
      status: 'True',
      lastTransitionTime: at,
      reason: 'SomeResourcesRemain',
      message: `Some resources are remaining: ${remaining}`,
    },
    finalizers.size > 0
      ? {
          type: 'NamespaceFinalizersRemaining',
          status: 'True',
          lastTransitionTime: at,
          reason: 'SomeFinalizersRemain',
          message: `Some content in the namespace has finalizers remaining: ${waiting}`,
        }
      : fine('NamespaceFinalizersRemaining', 'ContentHasNoFinalizers', 'All content-preserving finalizers finished'),
  ];
}
