import type { Condition, KubeObject, Pod } from '../../api/types.ts';
import { createInformer, informerReceive } from '../client/informer.ts';
import type { Context, VirtualMs } from '../kernel/types.ts';
import { timestamp } from '../time.ts';
import type { Backoffs } from './backoffs.ts';
import type { Controller, Plan, Plural, View } from './controller.ts';
import { createInformers, informerSpecs } from './informers.ts';
import { InformerView } from './view.ts';

export interface ViewOptions {
  readonly now?: VirtualMs;
  readonly startedMs?: VirtualMs;
  readonly revisit?: View['revisit'];
  /** uids of owners that were seen going. */
  readonly absent?: readonly string[];
  /** What waits before it is tried again. */
  readonly backoffs?: Backoffs;
}

/** A view of these objects, made by hand: for tables of "objects in, requests out". */
export function viewWith(objects: { readonly [P in Plural]?: readonly KubeObject[] }, options: ViewOptions = {}): View {
  const informers = createInformers();
  const nowhere = { send: () => 2, timer: () => 2 } as Partial<Context> as Context;
  const nobody = { credential: { type: 'anonymous' }, userAgent: '' } as const;
  for (const plural of Object.keys(informerSpecs) as Plural[])
    informers[plural] ??= createInformer(informerSpecs[plural]!);
  for (const [plural, items] of Object.entries(objects) as [Plural, readonly KubeObject[]][]) {
    const informer = informers[plural]!;
    informer.listing = 1;
    const body = { metadata: { resourceVersion: '1' }, items };
    informerReceive(nowhere, nobody, informerSpecs[plural]!, informer, {
      kind: 'response',
      re: 1,
      response: { code: 200, body },
    });
  }
  const absent = new Map((options.absent ?? []).map((uid) => [uid, true]));
  const { now = 0, startedMs = 0, revisit, backoffs } = options;
  return new InformerView(informers, absent, now, startedMs, revisit, {}, undefined, undefined, backoffs);
}

/** Requests as lines: `POST pods`, `DELETE pods web-1`. */
export const lines = (plan: Plan | undefined): string[] =>
  (plan?.requests ?? []).map((w) => [w.method, w.resource, w.name, w.subresource].filter(Boolean).join(' '));
export const look = (controller: Controller, key: string, view: View): string[] =>
  lines(controller.reconcile(key, view));

export const meta = (name: string, more: Partial<KubeObject['metadata']> = {}): KubeObject['metadata'] => ({
  name,
  namespace: 'default',
  uid: name,
  resourceVersion: '1',
  generation: 1,
  creationTimestamp: timestamp(0),
  ...more,
});
const groups: Readonly<Record<string, string>> = {
  Job: 'batch/v1',
  CronJob: 'batch/v1',
  ReplicationController: 'v1',
  Node: 'v1',
};

export const ownedBy = (kind: string, name: string): Partial<KubeObject['metadata']> => ({
  ownerReferences: [
    { apiVersion: groups[kind] ?? 'apps/v1', kind, name, uid: name, controller: true, blockOwnerDeletion: true },
  ],
});
export const isReady = (status: Condition['status'], at = 0): Condition[] => [
  { type: 'Ready', status, lastTransitionTime: timestamp(at), lastHeartbeatTime: timestamp(at) },
];

export function pod(
  name: string,
  more: { meta?: Partial<Pod['metadata']>; spec?: object; status?: Partial<Pod['status']> } = {},
): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: meta(name, { labels: { app: 'web' }, ...more.meta }),
    spec: {
      nodeName: 'w1',
      containers: [{ name: 'c', ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }] }],
      ...more.spec,
    } as never,
    status: { phase: 'Running', podIP: `10.0.0.${name.length}`, conditions: isReady('True'), ...more.status },
  };
}
