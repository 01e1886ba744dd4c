import type { CustomResourceDefinition } from '../../../api/custom/definition.ts';
import type { ManagedFieldsEntry } from '../../../api/managed-fields/index.ts';
import type { KubeObject } from '../../../api/types.ts';
import { hidden, hiddenOf } from '../../kernel/copy.ts';
import type { VirtualMs } from '../../kernel/types.ts';
import type { ApiRequest } from '../../messages.ts';

/**
 * How a stored version of an object came to be: hidden on the version, and all that metadata.managedFields is worked
 * out from when somebody outside reads it (`owners.ts`). Components inside never do, so a write costs one small object.
 */
export type Link =
  /** Worked out already. */
  | { readonly kind: 'owned'; readonly entries: readonly ManagedFieldsEntry[] }
  /** One writer made everything in this version. */
  | { readonly kind: 'whole'; readonly manager: string; readonly atMs: VirtualMs }
  /** A write nobody is recorded for: a deletion mark, a binding. */
  | { readonly kind: 'kept'; readonly before: KubeObject; readonly depth: number }
  | Wrote;

export interface Wrote {
  readonly kind: 'wrote';
  readonly manager: string;
  readonly subresource: string;
  readonly atMs: VirtualMs;
  /** Undefined for a new object. */
  readonly before: KubeObject | undefined;
  /**
   * What was asked for, when that is not what was stored: admission and strategies change an object after its writer has
   * been noted. Undefined: the version says it all.
   */
  readonly request: ApiRequest | undefined;
  /** The version the client spoke, when it is not the stored one. */
  readonly wireVersion?: string;
  /** Of a custom resource: what defined it then. */
  readonly definition?: CustomResourceDefinition;
  /** managedFields the client sent itself. */
  readonly given: readonly ManagedFieldsEntry[] | undefined;
  readonly depth: number;
}

export const linkOf = (object: KubeObject): Link | undefined => hiddenOf(object) as Link | undefined;

/** Only on a version that is not stored yet. A link is never changed; it is not frozen, because that costs more than making it. */
export function setLink(object: KubeObject, link: Link): void {
  (object as { [hidden]?: Link })[hidden] = link;
}

export const depthOf = (object: KubeObject): number => {
  const link = linkOf(object);
  return link?.kind === 'wrote' || link?.kind === 'kept' ? link.depth : 0;
};

/** Kinds that are stored as they were sent, and mostly by one writer, for ever: their history need not be kept. */
export const storedAsSent: ReadonlySet<string> = new Set(['Lease', 'Event', 'EndpointSlice']);
