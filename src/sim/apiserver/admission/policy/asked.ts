import type { ResourceType } from '../../../../api/resource.ts';
import type { KubeObject } from '../../../../api/types.ts';
import type { ApiServerState, Call } from '../../state.ts';
import { scaleOf } from '../../subresources/scale.ts';
import type { Work } from '../../work.ts';

/** What a request is as admission sees it: an object in the shape of the path it was sent to. Models: admission.Attributes. */
export interface Asked {
  readonly state: ApiServerState;
  readonly call: Call;
  /** The resource in the path, whatever the subresource. */
  readonly type: Pick<ResourceType, 'group' | 'version' | 'plural' | 'kind' | 'namespaced'>;
  readonly kind: { readonly group: string; readonly version: string; readonly kind: string };
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
  readonly object: KubeObject | null;
  readonly oldObject: KubeObject | null;
  readonly warnings: string[];
}

const operations = { create: 'CREATE', update: 'UPDATE', delete: 'DELETE' } as const;

export function askedOf(work: Work): Asked {
  const { state, call, type, draft, existing, warnings } = work;
  const base = { state, call, type, warnings };
  if (call.info.subresource === 'scale')
    return {
      ...base,
      kind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
      operation: 'UPDATE',
      object: scaleOf(draft, type),
      oldObject: existing ? scaleOf(existing, type) : null,
    };
  if (call.info.subresource === 'binding') return askedToCreate(base, { group: '', version: 'v1', kind: 'Binding' });
  return {
    ...base,
    kind: type,
    operation: operations[work.operation],
    object: work.operation === 'delete' ? null : draft,
    oldObject: work.operation === 'create' ? null : (existing ?? null),
  };
}

/** A POST to a subresource: what was sent is an object of its own. */
export const askedToCreate = (
  base: Pick<Asked, 'state' | 'call' | 'type' | 'warnings'>,
  kind: Asked['kind'],
): Asked => ({
  ...base,
  kind,
  operation: 'CREATE',
  object: (base.call.request.body ?? {}) as KubeObject,
  oldObject: null,
});

/** The name of what is asked about, where it has one already. */
export const nameOf = ({ call, object }: Asked): string => call.info.name || (object?.metadata?.name ?? '');
