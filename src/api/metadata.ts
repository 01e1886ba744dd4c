import { deepEqual } from './equal.ts';
import { forbidden, goQuote, invalid, required, tooLong } from './field.ts';
import { isDns1123Label, isLabelValue, isQualifiedName, nameProblems } from './names.ts';
import type { FieldError, ResourceType } from './resource.ts';
import type { KubeObject, ObjectMeta, OwnerReference } from './types.ts';

/** Highest total size of keys and values of annotations, in bytes. Source: apimachinery/pkg/api/validation/objectmeta.go. */
export const annotationsBytesMax = 262_144;
export const immutableText = 'field is immutable';

const none: readonly FieldError[] = Object.freeze([]);

/**
 * Checks metadata of a new object or a new version.
 * Models: apimachinery/pkg/api/validation/objectmeta.go ValidateObjectMetaAccessor.
 */
export function validateMetadata(
  object: KubeObject,
  type: Pick<ResourceType, 'namespaced' | 'nameRule'>,
): readonly FieldError[] {
  const { metadata } = object;
  const errors: FieldError[] = [];
  const rule = type.nameRule ?? 'subdomain';
  const { name, generateName, namespace } = metadata;
  if (generateName) report(nameProblems(rule, generateName, true), 'metadata.generateName', generateName, errors);
  if (!name) errors.push(required('metadata.name', 'name or generateName is required'));
  else report(nameProblems(rule, name, false), 'metadata.name', name, errors);
  if (type.namespaced) {
    if (!namespace) errors.push(required('metadata.namespace'));
    else report(isDns1123Label(namespace), 'metadata.namespace', namespace, errors);
  } else if (namespace) errors.push(forbidden('metadata.namespace', 'not allowed on this type'));
  if (metadata.generation !== undefined && metadata.generation < 0)
    errors.push(invalid('metadata.generation', metadata.generation, 'must be greater than or equal to 0'));
  validateLabels(metadata.labels, 'metadata.labels', errors);
  validateAnnotations(metadata.annotations, 'metadata.annotations', errors);
  if (metadata.ownerReferences) validateOwners(metadata.ownerReferences, errors);
  if (metadata.finalizers) validateFinalizers(metadata.finalizers, errors);
  return errors.length === 0 ? none : errors;
}

/** One error for each text. Counted by index: usually there is none, and this is asked for every write. */
function report(problems: readonly string[], path: string, value: string, errors: FieldError[]): void {
  for (let i = 0; i < problems.length; i++) errors.push(invalid(path, value, problems[i]!));
}

export function validateLabels(labels: ObjectMeta['labels'], path: string, errors: FieldError[]): void {
  for (const key in labels) {
    report(isQualifiedName(key), path, key, errors);
    const value = labels[key]!;
    report(isLabelValue(value), path, value, errors);
  }
}

export function validateAnnotations(annotations: ObjectMeta['annotations'], path: string, errors: FieldError[]): void {
  let bytes = 0;
  for (const key in annotations) {
    // Names are compared in lower case; historic annotations have capitals in the prefix.
    report(isQualifiedName(key.toLowerCase()), path, key, errors);
    bytes += utf8Length(key) + utf8Length(annotations[key]!);
  }
  if (bytes > annotationsBytesMax) errors.push(tooLong(path, annotationsBytesMax));
}

function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // A surrogate pair is two units and four bytes.
    if (unit >= 0x80) bytes += unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 1 : 2;
  }
  return bytes;
}

function validateOwners(owners: readonly OwnerReference[], errors: FieldError[]): void {
  let controller: OwnerReference | undefined;
  owners.forEach((owner, i) => {
    // Upstream names the list, not the item, in these paths.
    const path = 'metadata.ownerReferences';
    const version = owner.apiVersion?.split('/').at(-1) ?? '';
    if (version === '') errors.push(invalid(`${path}.apiVersion`, owner.apiVersion ?? '', 'version must not be empty'));
    if (!owner.kind) errors.push(invalid(`${path}.kind`, owner.kind ?? '', 'kind must not be empty'));
    if (!owner.name) errors.push(invalid(`${path}.name`, owner.name ?? '', 'name must not be empty'));
    if (!owner.uid) errors.push(invalid(`${path}.uid`, owner.uid ?? '', 'uid must not be empty'));
    if (owner.apiVersion === 'v1' && owner.kind === 'Event')
      errors.push(invalid(path, owner, `${owner.apiVersion}, Kind=${owner.kind} is disallowed from being an owner`));
    if (!owner.controller) return;
    if (controller)
      errors.push(
        invalid(
          path,
          owners,
          `Only one reference can have Controller set to true. Found "true" in references for ${controller.kind}/${controller.name} and ${owner.kind}/${owner.name}`,
        ),
      );
    else controller = owners[i];
  });
}

const standardFinalizers = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

function validateFinalizers(finalizers: readonly string[], errors: FieldError[]): void {
  for (const finalizer of finalizers) report(isQualifiedName(finalizer), 'metadata.finalizers', finalizer, errors);
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion'))
    errors.push(
      invalid('metadata.finalizers', finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'),
    );
  finalizers.forEach((finalizer, i) => {
    if (!finalizer.includes('/') && !standardFinalizers.has(finalizer))
      errors.push(
        invalid(
          `metadata.finalizers[${i}]`,
          finalizer,
          'name is neither a standard finalizer name nor is it fully qualified',
        ),
      );
  });
}

/** Checks what may change in metadata. Models: objectmeta.go ValidateObjectMetaAccessorUpdate. */
export function validateMetadataUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const now = object.metadata;
  const before = old.metadata;
  const errors: FieldError[] = [];
  if (before.deletionTimestamp && now.finalizers && now.finalizers !== before.finalizers) {
    const added = now.finalizers.filter((finalizer) => !before.finalizers?.includes(finalizer)).sort();
    if (added.length > 0)
      errors.push(
        forbidden(
          'metadata.finalizers',
          `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map(goQuote).join(', ')}}`,
        ),
      );
  }
  if (!now.resourceVersion)
    errors.push(invalid('metadata.resourceVersion', now.resourceVersion ?? '', 'must be specified for an update'));
  if ((now.generation ?? 0) < (before.generation ?? 0))
    errors.push(invalid('metadata.generation', now.generation ?? 0, 'must not be decremented'));
  if (!isSameIdentity(now, before))
    for (const field of immutableFields) {
      if (!deepEqual(now[field] ?? null, before[field] ?? null))
        errors.push(invalid(`metadata.${field}`, now[field] ?? null, immutableText));
    }
  return errors.length === 0 ? none : errors;
}

/** The usual case, without going through the fields by name. */
const isSameIdentity = (now: ObjectMeta, before: ObjectMeta): boolean =>
  now.name === before.name &&
  now.namespace === before.namespace &&
  now.uid === before.uid &&
  now.creationTimestamp === before.creationTimestamp &&
  now.deletionTimestamp === before.deletionTimestamp &&
  now.deletionGracePeriodSeconds === before.deletionGracePeriodSeconds;

const immutableFields = [
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const;

/** `path: field is immutable` when a value changed. */
export const immutable = (path: string, now: unknown, before: unknown): readonly FieldError[] =>
  deepEqual(now, before) ? none : [invalid(path, now, immutableText)];
