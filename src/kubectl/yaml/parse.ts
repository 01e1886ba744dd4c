import { parseDocument } from 'yaml';

export function parseYaml(text: string): { readonly value: unknown } | { readonly problem: string } {
  const document = parseDocument(text, { version: '1.1', merge: true });
  const error = document.errors[0];
  if (error) return { problem: `yaml: line ${error.linePos?.[0].line ?? 1}: ${error.message.split('\n')[0]!}` };
  return { value: document.toJS() as unknown };
}
