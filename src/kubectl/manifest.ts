import { quote } from './text/go.ts';
import type { JsonObject } from './types.ts';
import { parseYaml } from './yaml/parse.ts';

/** One document of a file. */
export type Document = { readonly value: unknown } | { readonly problem: string };

/**
 * The documents of a YAML or JSON text. The first one that cannot be read ends the list, as for kubectl.
 * Models: apimachinery/pkg/util/yaml YAMLOrJSONDecoder. Lines of a problem count from the document's own start.
 */
export function readDocuments(text: string): Document[] {
  if (/^\s*[{[]/.test(text) && text.trimStart().startsWith('{')) {
    const json = readJsonStream(text);
    if (json) return json;
  }
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

/** Cuts at lines that are `---` and nothing else but blanks. Models: NewYAMLReader / splitYAMLDocument. */
export function splitDocuments(text: string): string[] {
  const parts: string[] = [];
  let current: string[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('---') && line.slice(3).trim() === '') {
      parts.push(current.join('\n'));
      current = [];
    } else current.push(line);
  }
  parts.push(current.join('\n'));
  return parts;
}

function readJsonStream(text: string): Document[] | undefined {
  try {
    return [{ value: JSON.parse(text) as unknown }];
  } catch {
    return undefined; // Not plain JSON: flow style YAML may still read it.
  }
}

/** Problem of a document that has no kind or version, as the client-side check words it. */
export function checkTypeMeta(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'invalid object to validate';
  const { apiVersion, kind } = value as JsonObject;
  const missing = [];
  if (typeof apiVersion !== 'string' || apiVersion === '') missing.push(apiVersion === undefined || apiVersion === null || apiVersion === '' ? 'apiVersion not set' : 'apiVersion isn\'t string type');
  if (typeof kind !== 'string' || kind === '') missing.push(kind === undefined || kind === null || kind === '' ? 'kind not set' : 'kind isn\'t string type');
  if (missing.length === 0) return undefined;
  return missing.length === 1 ? missing[0]! : `[${missing.join(', ')}]`;
}

export const ignoreHint = 'if you choose to ignore these errors, turn validation off with --validate=false';

export const validationProblem = (source: string, why: string): string => `error validating ${quote(source)}: error validating data: ${why}; ${ignoreHint}`;
