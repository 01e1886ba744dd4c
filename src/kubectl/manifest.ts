import { quote } from './text/go.ts';
import { readJson } from './text/json.ts';
import type { JsonObject } from './types.ts';
import { parseYaml } from './yaml/parse.ts';

/** One document of a file. */
export type Document = { readonly value: unknown } | { readonly problem: string };

/**
 * The documents of a YAML or JSON text. The first one that cannot be read ends the list, as for kubectl.
 * Models: apimachinery/pkg/util/yaml YAMLOrJSONDecoder. Lines of a problem count from the document's own start.
 */
export function readDocuments(text: string): Document[] {
  const json = /^\s*\{/.test(text) ? readJsonStream(text) : undefined;
  if (json) return json;
  const out: Document[] = [];
  for (const part of splitDocuments(text)) {
    const parsed = parseYaml(part);
    if ('problem' in parsed) {
      out.push({ problem: `error converting YAML to JSON: ${parsed.problem}` });
      return out;
    }
    if (parsed.value === undefined || parsed.value === null) continue;
    out.push({ value: parsed.value });
  }
  return out;
}

/**
 * Cuts at lines `---`. A separator that ends nothing stays with the document after it, so it counts as a line there.
 * Models: apimachinery/pkg/util/yaml YAMLReader.
 */
export function splitDocuments(text: string): string[] {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  if (lines.at(-1) === '') lines.pop();
  const parts: string[] = [];
  let current: string[] = [];
  for (const line of lines) {
    if (line.startsWith('---') && /^\s*(#|$)/.test(line.slice(3)) && current.length > 0) {
      parts.push(`${current.join('\n')}\n`);
      current = [];
    } else current.push(line);
  }
  if (current.length > 0) parts.push(`${current.join('\n')}\n`);
  return parts;
}

/** One JSON value after another; undefined when the text is not JSON and may still be YAML in flow style. */
function readJsonStream(text: string): Document[] | undefined {
  const out: Document[] = [];
  for (let at = 0; text.slice(at).trim() !== '';) {
    const read = readJson(text, at);
    if ('error' in read) {
      if (read.error === 'syntax') return undefined;
      out.push({ problem: 'unexpected EOF' });
      return out;
    }
    out.push({ value: read.value });
    at = read.end;
  }
  return out;
}

/** Problem of a document that has no kind or version, as the client-side check words it. */
export function checkTypeMeta(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'invalid object to validate';
  const { apiVersion, kind } = value as JsonObject;
  const missing = [];
  if (typeof apiVersion !== 'string' || apiVersion === '')
    missing.push(
      apiVersion === undefined || apiVersion === null || apiVersion === ''
        ? 'apiVersion not set'
        : "apiVersion isn't string type",
    );
  if (typeof kind !== 'string' || kind === '')
    missing.push(kind === undefined || kind === null || kind === '' ? 'kind not set' : "kind isn't string type");
  if (missing.length === 0) return undefined;
  return missing.length === 1 ? missing[0]! : `[${missing.join(', ')}]`;
}

const jsonType = (value: unknown): string =>
  Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;

/** Problem of metadata whose values have the wrong type, e.g. a label that is a number. Models: encoding/json into metav1.ObjectMeta. */
export function checkMetadata(metadata: unknown): string | undefined {
  if (metadata === undefined || metadata === null) return undefined;
  if (typeof metadata !== 'object' || Array.isArray(metadata))
    return `json: cannot unmarshal ${jsonType(metadata)} into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta`;
  const fields = metadata as JsonObject;
  const wrong = (field: string, value: unknown, type: string): string =>
    `json: cannot unmarshal ${jsonType(value)} into Go struct field ObjectMeta.metadata.${field} of type ${type}`;
  for (const field of ['name', 'generateName', 'namespace', 'resourceVersion', 'uid']) {
    const value = fields[field];
    if (value !== undefined && value !== null && typeof value !== 'string')
      return wrong(field, value, field === 'uid' ? 'types.UID' : 'string');
  }
  for (const field of ['labels', 'annotations']) {
    const map = fields[field];
    if (map === undefined || map === null) continue;
    if (typeof map !== 'object' || Array.isArray(map)) return wrong(field, map, 'map[string]string');
    for (const value of Object.values(map))
      if (value !== null && typeof value !== 'string') return wrong(field, value, 'string');
  }
  return undefined;
}

const ignoreHint = 'if you choose to ignore these errors, turn validation off with --validate=false';

export const validationProblem = (source: string, why: string): string =>
  `error validating ${quote(source)}: error validating data: ${why}; ${ignoreHint}`;
