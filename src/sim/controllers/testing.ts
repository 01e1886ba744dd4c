import type { KubeObject } from '../../api/types.ts';
import { createInformer, informerReceive } from '../client/informer.ts';
import type { Context, VirtualMs } from '../kernel/types.ts';
import type { Plural, View } from './controller.ts';
import { createInformers, informerSpecs } from './informers.ts';
import { viewOf } from './view.ts';

export interface ViewOptions {
  readonly now?: VirtualMs;
  readonly startedMs?: VirtualMs;
  readonly revisit?: View['revisit'];
  /** uids of owners that were seen going. */
  readonly absent?: readonly string[];
}

/** A view of these objects, made by hand: for tables of "objects in, requests out". */
export function viewWith(objects: { readonly [P in Plural]?: readonly KubeObject[] }, options: ViewOptions = {}): View {
  const informers = createInformers();
  const nowhere = { send: () => 2, timer: () => 2 } as Partial<Context> as Context;
  const nobody = { credential: { type: 'anonymous' }, userAgent: '' } as const;
  for (const plural of Object.keys(informerSpecs) as Plural[]) informers[plural] ??= createInformer(informerSpecs[plural]!);
  for (const [plural, items] of Object.entries(objects) as [Plural, readonly KubeObject[]][]) {
    const informer = informers[plural]!;
    informer.listing = 1;
    const body = { metadata: { resourceVersion: '1' }, items };
    informerReceive(nowhere, nobody, informerSpecs[plural]!, informer, { kind: 'response', re: 1, response: { code: 200, body } });
  }
  const absent = new Map((options.absent ?? []).map((uid) => [uid, true]));
  return viewOf(informers, absent, options.now ?? 0, options.startedMs ?? 0, options.revisit);
}
