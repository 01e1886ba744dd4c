import type { ResourceType } from '../resource.ts';
import { noFields, setOf, type FieldSet } from './field-set.ts';

/**
 * What a write cannot change because its strategy puts it back, so that nobody comes to own it by trying: the status of
 * the main resource, all but the status of `/status`. Models: GetResetFields of each kind's strategy in pkg/registry.
 */
export function resetFields(type: ResourceType, subresource: string): FieldSet {
  if (subresource === 'status') return ofStatus.get(type.kind) ?? specOnly;
  return type.subresources.some(({ name }) => name === 'status') ? statusOnly : noFields;
}

const statusOnly = setOf(['status']);
const specOnly = setOf(['spec']);
const ofStatus = new Map<string, FieldSet>([
  ['Deployment', setOf(['spec'], ['metadata', 'labels'])],
  ['Pod', setOf(['spec'], ['metadata', 'deletionTimestamp'], ['metadata', 'ownerReferences'])],
]);
