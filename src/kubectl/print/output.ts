import type { Obj } from '../client.ts';
import { fail } from '../errors.ts';
import type { Flag, Flags } from '../flags.ts';
import { structJson } from '../go-order.ts';
import { groupOf, kindGroup } from '../kinds.ts';
import { byBytes, goJson, quote } from '../text/go.ts';
import { alignTabs, tableStops } from '../text/tabwriter.ts';
import type { JsonObject } from '../types.ts';
import { toYaml } from '../yaml/emit.ts';
import { parseGoTemplate, renderGoTemplate } from './gotemplate.ts';
import { findValues, parseJsonPath, relaxed, renderJsonPath, valueText } from './jsonpath.ts';

/** `-o`, `--template`, `--show-managed-fields`, which most commands share. Models: genericclioptions.PrintFlags. */
export const printFlags: readonly Flag[] = [
  {
    name: 'allow-missing-template-keys',
    type: 'bool',
    default: 'true',
    help: 'If true, ignore any errors in templates when a field or map key is missing in the template. Only applies to golang and jsonpath output formats.',
  },
  {
    name: 'output',
    short: 'o',
    type: 'string',
    help: 'Output format. One of: (json, yaml, name, go-template, go-template-file, template, templatefile, jsonpath, jsonpath-as-json, jsonpath-file).',
  },
  {
    name: 'show-managed-fields',
    type: 'bool',
    help: 'If true, keep the managedFields when printing objects in JSON or YAML format.',
  },
  {
    name: 'template',
    type: 'string',
    help: 'Template string or path to template file to use when -o=go-template, -o=go-template-file. The template format is golang templates [http://golang.org/pkg/text/template/#pkg-overview].',
  },
];

const formats = [
  'go-template',
  'go-template-file',
  'json',
  'jsonpath',
  'jsonpath-as-json',
  'jsonpath-file',
  'name',
  'template',
  'templatefile',
  'yaml',
];
const getFormats = [
  'custom-columns',
  'custom-columns-file',
  ...formats.slice(0, 7),
  'template',
  'templatefile',
  'wide',
  'yaml',
];

/** Prints one object (or a List). Called again it separates documents as kubectl does. */
export type Printer = (object: Obj) => string;

/**
 * The printer `-o` asks for; undefined for the command's own words. `typed`: kubectl holds the object in a Go struct,
 * whose order JSON has.
 */
export function printerOf(
  flags: Flags,
  files: Readonly<Record<string, string>>,
  isGet = false,
  typed = false,
): Printer | undefined {
  const output = flags.text('output');
  const templateFlag = flags.text('template');
  if (output === '' && templateFlag === '') return undefined;
  const equals = output.indexOf('=');
  let format = equals < 0 ? output : output.slice(0, equals);
  // These three are read in any case.
  if (['json', 'yaml', 'name'].includes(format.toLowerCase())) format = format.toLowerCase();
  let argument = equals < 0 ? '' : output.slice(equals + 1);
  if (format === '' && templateFlag !== '') format = 'go-template';
  const managed = flags.on('show-managed-fields');
  const visible = (object: Obj): Obj => (managed ? object : withoutManagedFields(object));
  const fromFile = (): string => {
    const text = files[argument];
    if (text === undefined)
      fail(
        `error reading ${format.startsWith('custom') ? 'template' : '--template'} ${argument}, open ${argument}: no such file or directory\n`,
      );
    return text!;
  };
  if (argument === '') argument = templateFlag;
  switch (format) {
    case 'json':
      return (object) => `${typed ? structJson(visible(object), '    ') : goJson(visible(object), '    ')}\n`;
    case 'yaml': {
      let count = 0;
      return (object) => (count++ > 0 ? '---\n' : '') + toYaml(visible(object));
    }
    case 'name':
      return (object) =>
        objectsOf(object)
          .map((o) => `${nameLine(o)}\n`)
          .join('');
    case 'jsonpath':
    case 'jsonpath-as-json':
    case 'jsonpath-file': {
      if (argument === '') fail('template format specified but no template given');
      const text = format === 'jsonpath-file' ? fromFile() : argument;
      const template = parseJsonPath(text);
      if ('problem' in template) return fail(`error parsing jsonpath ${text}, ${template.problem}`);
      return (object) => {
        if (format === 'jsonpath-as-json') {
          const values = findValues(template, visible(object));
          return 'problem' in values ? fail(values.problem) : `${goJson(values, '    ')}\n`;
        }
        const out = renderJsonPath(template, visible(object));
        return 'problem' in out
          ? fail(
              `error executing jsonpath ${quote(text)}: Error executing template: ${out.problem}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${text}\n\tobject given to jsonpath engine was:\n\t\t${goValue(visible(object))}\n\n\n`,
            )
          : out.text;
      };
    }
    case 'go-template':
    case 'template':
    case 'go-template-file':
    case 'templatefile': {
      if (argument === '') fail('template format specified but no template given');
      const text = format.endsWith('file') ? fromFile() : argument;
      const template = parseGoTemplate(text);
      if ('problem' in template) return fail(`error parsing template ${text}, ${template.problem}`);
      return (object) => {
        const out = renderGoTemplate(template, visible(object));
        return 'problem' in out ? fail(`error executing template ${quote(text)}: ${out.problem}`) : out.text;
      };
    }
    case 'custom-columns':
    case 'custom-columns-file':
      if (isGet)
        return customColumns(
          format === 'custom-columns-file'
            ? fromFile()
                .trim()
                .split(/\s*\n\s*/)
            : [argument],
          format,
          flags.on('no-headers'),
        );
      break;
    case 'wide':
      if (isGet) return undefined;
      break;
  }
  return fail(
    `unable to match a printer suitable for the output format ${quote(output)}, allowed formats are: ${(isGet ? getFormats : formats).join(',')}`,
  );
}

export function withoutManagedFields(object: Obj): Obj {
  if (Array.isArray(object['items'])) return { ...object, items: (object['items'] as Obj[]).map(withoutManagedFields) };
  if (!object.metadata || !('managedFields' in object.metadata)) return object;
  const { managedFields: _hidden, ...metadata } = object.metadata;
  return { ...object, metadata };
}

const objectsOf = (object: Obj): Obj[] => (Array.isArray(object['items']) ? (object['items'] as Obj[]) : [object]);

/** `deployment.apps/web`. */
export function nameLine(object: Obj): string {
  const { group } = groupOf(object.apiVersion ?? '');
  return `${kindGroup({ kind: object.kind ?? '<unknown>', group })}/${object.metadata?.name || '<unknown>'}`;
}

/** Go's %#v of decoded JSON, as jsonpath errors show it. */
function goValue(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object') return String(value as number | boolean);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goValue).join(', ')}}`;
  const object = value as JsonObject;
  return `map[string]interface {}{${Object.keys(object)
    .sort(byBytes)
    .map((key) => `${quote(key)}:${goValue(object[key])}`)
    .join(', ')}}`;
}

/** Models: kubectl/pkg/cmd/get/customcolumn.go. */
function customColumns(spec: readonly string[], format: string, noHeaders: boolean): Printer {
  let columns: { header: string; path: string }[];
  if (format === 'custom-columns-file') {
    const headers = (spec[0] ?? '').split(/\s+/);
    const paths = (spec[1] ?? '').split(/\s+/);
    if (headers.length !== paths.length)
      fail(`number of headers (${headers.length}) and field specifications (${paths.length}) don't match`);
    columns = headers.map((header, i) => ({ header, path: paths[i]! }));
  } else {
    if (spec[0] === '') fail('custom-columns format specified but no custom columns given');
    columns = spec[0]!.split(',').map((part) => {
      const colon = part.indexOf(':');
      if (colon < 0) fail(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
      return { header: part.slice(0, colon), path: part.slice(colon + 1) };
    });
  }
  const templates = columns.map(({ path }) => {
    const text = relaxed(path);
    if (typeof text !== 'string') return fail(text.problem);
    const template = parseJsonPath(text);
    return 'problem' in template ? fail(template.problem) : template;
  });
  return (object) => {
    const rows = objectsOf(object).map((item) =>
      templates.map((template) => {
        const found = findValues(template, item);
        if ('problem' in found || found.length === 0) return '<none>';
        return found
          .map((v) => (typeof v === 'object' && v !== null ? goMap(v) : v === null ? '<nil>' : valueText(v)))
          .join(',');
      }),
    );
    const lines = [...(noHeaders ? [] : [columns.map((c) => c.header)]), ...rows];
    return alignTabs(lines.map((cells) => `${cells.join('\t')}\n`).join(''), tableStops);
  };
}

/** Go's %v of decoded JSON: `map[a:1 b:2]`, `[x y]`. */
function goMap(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`;
  if (typeof value !== 'object' || value === null)
    return value === null || value === undefined ? '<nil>' : valueText(value);
  const object = value as JsonObject;
  return `map[${Object.keys(object)
    .sort(byBytes)
    .map((key) => `${key}:${goMap(object[key])}`)
    .join(' ')}]`;
}

export const dryRunFlag: Flag = {
  name: 'dry-run',
  type: 'string',
  default: 'none',
  bare: 'unchanged',
  help: 'Must be "none", "server", or "client". If client strategy, only print the object that would be sent, without sending it. If server strategy, submit server-side request without persisting the resource.',
};

export type DryRun = 'none' | 'client' | 'server';

/** Models: cmdutil.GetDryRunStrategy. */
export function dryRunOf(flags: Flags): DryRun {
  const text = flags.text('dry-run');
  if (text === 'none' || text === 'client' || text === 'server') return text;
  if (text === 'unchanged') return 'client';
  return fail(`Invalid dry-run value (${text}). Must be "none", "server", or "client".`);
}

/** What a command says of one object: its own words, or `-o`'s. */
export function resultPrinter(
  flags: Flags,
  files: Readonly<Record<string, string>>,
  dryRun: DryRun,
  typed = false,
): (object: Obj, operation: string) => string {
  const printer = printerOf(flags, files, false, typed);
  const suffix = dryRun === 'client' ? ' (dry run)' : dryRun === 'server' ? ' (server dry run)' : '';
  return (object, operation) => (printer ? printer(object) : `${nameLine(object)} ${operation}${suffix}\n`);
}
