import type { ResourceType } from '../../../api/resource.ts';
import {
  matches,
  parseFieldSelector,
  parseLabelSelector,
  type FieldTerm,
  type ParsedSelector,
} from '../../../api/selectors.ts';
import type { KubeObject, Pod } from '../../../api/types.ts';

/** Which objects of a resource a list or watch is about. */
export interface Selection {
  /** '' = all. */
  readonly namespace: string;
  readonly fields: readonly FieldTerm[];
  readonly labels: ParsedSelector;
}

const none: readonly never[] = Object.freeze([]);

/** Reads labelSelector and fieldSelector of a query. A text is upstream's error (400). */
export function parseSelection(
  type: ResourceType,
  namespace: string,
  query: Readonly<Record<string, string>>,
): Selection | string {
  const labels = query['labelSelector'] ? parseLabelSelector(query['labelSelector']) : none;
  if (typeof labels === 'string') return labels;
  const fields = query['fieldSelector'] ? parseFieldSelector(query['fieldSelector']) : none;
  if (typeof fields === 'string') return fields;
  for (const { field } of fields) {
    if (!isSelectable(type, field)) return unknownField(type, field);
  }
  return { namespace, fields, labels };
}

const isSelectable = (type: ResourceType, field: string): boolean =>
  field === 'metadata.name' ||
  field === 'metadata.namespace' ||
  (type.selectableFields !== undefined && field in sampleFields(type));

/** Names of the fields a kind can be selected by, found by asking for those of an empty object once. */
const samples = new Map<ResourceType, Record<string, string>>();
function sampleFields(type: ResourceType): Record<string, string> {
  let fields = samples.get(type);
  if (!fields) {
    const empty = {
      apiVersion: '',
      kind: type.kind,
      metadata: { name: '', uid: '', resourceVersion: '', creationTimestamp: '' },
      spec: {},
      status: {},
      involvedObject: {},
    };
    samples.set(type, (fields = type.selectableFields!(empty)));
  }
  return fields;
}

/** Kinds with their own conversion function name the label, the others list what they know. */
const unknownField = (type: ResourceType, field: string): string =>
  type.selectableFields
    ? `field label not supported: ${field}`
    : `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`;

/** Informers of whole resources ask for no part of it. */
export const isEverything = ({ namespace, labels, fields }: Selection): boolean =>
  namespace === '' && labels.length === 0 && fields.length === 0;

/** Whether an object is selected. The namespace is compared here too. */
export function selects(type: ResourceType, selection: Selection, object: KubeObject): boolean {
  if (selection.namespace !== '' && object.metadata.namespace !== selection.namespace) return false;
  if (selection.labels.length > 0 && !matches(selection.labels, object.metadata.labels)) return false;
  return selection.fields.length === 0 || fieldsMatch(type, selection.fields, object);
}

function fieldsMatch(type: ResourceType, terms: readonly FieldTerm[], object: KubeObject): boolean {
  let all: Record<string, string> | undefined;
  for (let i = 0; i < terms.length; i++) {
    const { field, operator, value } = terms[i]!;
    let have: string;
    // The ones a cluster asks for all the time, without building the whole set of fields.
    if (field === 'metadata.name') have = object.metadata.name;
    else if (field === 'metadata.namespace') have = object.metadata.namespace ?? '';
    else if (field === 'spec.nodeName' && object.kind === 'Pod') have = (object as Pod).spec.nodeName ?? '';
    else if (field === 'status.phase' && object.kind === 'Pod') have = (object as Pod).status.phase ?? '';
    else have = (all ??= type.selectableFields?.(object) ?? {})[field] ?? '';
    if ((have === value) !== (operator === '=')) return false;
  }
  return true;
}

/** The value a field must equal, if the selection says so. */
export function requiredValue(fields: readonly FieldTerm[], field: string): string | undefined {
  for (const term of fields) if (term.field === field && term.operator === '=') return term.value;
  return undefined;
}
