import { goQuote } from '../field.ts';
import { goIntOrString, goStringMap } from '../go-syntax.ts';
import { canonicalQuantity } from '../quantity.ts';
import type { IntOrString, PodTemplateSpec } from '../types.ts';
import { fieldOf, isMap, isNothing, isPointer, isQuantity, isSlice, itemType, zeroOf } from './go-compare.ts';
import { goFields } from './go-structs.ts';
import { goQuantity } from './resources.ts';

/** Values as Go's %#v prints them, by the tables of go-structs. Pointers are addresses, as in upstream's texts. */
const address = '0xc000123456';

/** Volume types the tables leave out: always nil, under their own names. */
const otherSources: Readonly<Record<string, string>> = {
  FlexVolume: 'FlexVolumeSource',
  PortworxVolume: 'PortworxVolumeSource',
  VsphereVolume: 'VsphereVirtualDiskVolumeSource',
};

export function goLiteral(value: unknown, type: string): string {
  if (isPointer(type)) return `(${type})(${isNothing(value) ? 'nil' : address})`;
  if (isSlice(type)) {
    if (isNothing(value)) return `${type}(nil)`;
    return `${type}{${(value as unknown[]).map((item) => goLiteral(item, itemType(type))).join(', ')}}`;
  }
  if (isMap(type)) {
    if (isNothing(value)) return `${type}(nil)`;
    const map = value as Record<string, unknown>;
    const entries = Object.keys(map)
      .sort()
      .map((key) => `${goQuote(key)}:${goLiteral(map[key], itemType(type))}`);
    return `${type}{${entries.join(', ')}}`;
  }
  if (isQuantity(type)) return goQuantity(canonicalQuantity((value ?? '0') as IntOrString));
  if (type === 'intstr.IntOrString') return goIntOrString((value ?? 0) as IntOrString);
  const fields = goFields(type);
  if (fields) {
    const parts = fields.map(({ name, json, type: inner }) =>
      inner === 'nil'
        ? `${name}:(*core.${otherSources[name] ?? `${name}VolumeSource`})(nil)`
        : `${name}:${goLiteral(fieldOf(value, json, inner), inner)}`,
    );
    return `${type}{${parts.join(', ')}}`;
  }
  const plain = isNothing(value) ? zeroOf(type) : value;
  return typeof plain === 'string' ? goQuote(plain) : `${plain as number | boolean}`;
}

/** A template: what an error about one that may not change shows. */
export function goTemplate({ metadata, spec }: PodTemplateSpec): string {
  const name = goQuote((metadata['name'] as string | undefined) ?? '');
  const namespace = goQuote((metadata['namespace'] as string | undefined) ?? '');
  const meta = `v1.ObjectMeta{Name:${name}, GenerateName:"", Namespace:${namespace}, SelfLink:"", UID:"", ResourceVersion:"", Generation:0, CreationTimestamp:time.Date(1, time.January, 1, 0, 0, 0, 0, time.UTC), DeletionTimestamp:<nil>, DeletionGracePeriodSeconds:(*int64)(nil), Labels:${goStringMap(metadata.labels)}, Annotations:${goStringMap(metadata.annotations)}, OwnerReferences:[]v1.OwnerReference(nil), Finalizers:[]string(nil), ManagedFields:[]v1.ManagedFieldsEntry(nil)}`;
  return `core.PodTemplateSpec{ObjectMeta:${meta}, Spec:${goLiteral(spec, 'core.PodSpec')}}`;
}
