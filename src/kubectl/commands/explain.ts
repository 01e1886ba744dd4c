import { findByWord, resourceTypes } from '../../api/index.ts';
import { explain, type Docs, type Explanation, type FieldDoc, type TypeDoc } from '../../api/openapi.ts';
import type { Command } from '../command.ts';
import { fail, failWith } from '../errors.ts';
import { apiVersionOf } from '../kinds.ts';
import { quote } from '../text/go.ts';
import { print } from '../types.ts';
import { explainCustom } from './explain-custom.ts';

/**
 * Descriptions of all fields. They are large, so whoever runs kubectl brings them (`provideDocs`) before a line with
 * `explain` runs; without them every description is `<empty>`, as upstream prints what has none.
 */
let docs: Docs = {};

export function provideDocs(texts: Docs): void {
  docs = texts;
}

/** Models: kubectl/pkg/cmd/explain, pkg/explain/v2/templates/plaintext.tmpl. Left out: --output=plaintext-openapiv2. */
export const explainCommand: Command = {
  name: 'explain',
  short: 'Get documentation for a resource',
  use: 'explain TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2]',
  completes: 'kinds',
  flags: [
    { name: 'api-version', type: 'string', help: 'Use given api-version (group/version) of the resource.' },
    {
      name: 'output',
      short: 'o',
      type: 'string',
      default: 'plaintext',
      help: 'Format in which to render the schema (plaintext, plaintext-openapiv2)',
    },
    {
      name: 'recursive',
      type: 'bool',
      help: 'When true, print the name of all the fields recursively. Otherwise, print the available fields with their description.',
    },
  ],
  *run(call) {
    const { args, flags } = call;
    if (args.length === 0)
      fail(
        'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.\n',
      );
    if (args.length > 1) fail('We accept only this format: explain RESOURCE');
    const format = flags.text('output');
    if (format === 'plaintext-openapiv2')
      fail(
        'the older layout plaintext-openapiv2 is not here, use plaintext (이전 형식은 없습니다. plaintext를 쓰십시오)',
      );
    const { word, path } = split(args[0]!);
    if (word === '' || path.some((part) => part.includes('[')))
      fail('invalid jsonpath syntax, first node must be field node');
    const version = flags.text('api-version');
    const type =
      version === ''
        ? findByWord(word)
        : resourceTypes.find(
            (t) =>
              apiVersionOf(t) === version && (t.plural === word || t.singular === word || t.shortNames.includes(word)),
          );
    if (!type) {
      const custom = yield* explainCustom(call.session, args[0]!, version);
      if (custom) {
        yield* print(headOf(custom.kind));
        if ('unknownField' in custom.found) return fail(`field ${quote(custom.found.unknownField)} does not exist`);
        yield* print(bodyOf(custom.found, flags.on('recursive'), custom.lookUp));
        return 0;
      }
      return failWith(
        version === ''
          ? { type: 'verbatim', text: `the server doesn't have a resource type ${quote(word)}` }
          : {
              type: 'plain',
              text: resourceTypes.some((t) => apiVersionOf(t) === version)
                ? `GVR (${version.includes('/') ? '' : '/'}${version}, Resource=${findByWord(word)?.plural ?? word}) not found in OpenAPI schema`
                : `couldn't find resource for ${quote(`${version.includes('/') ? '' : '/'}${version}, Resource=${findByWord(word)?.plural ?? word}`)}`,
            },
      );
    }
    if (format !== 'plaintext') fail(`unrecognized format: ${format}`);
    yield* print(headOf(type));
    const found = explain(type.schema, path, docs);
    if ('unknownField' in found) return fail(`field ${quote(path.at(-1)!)} does not exist`);
    yield* print(
      bodyOf(found, flags.on('recursive'), (schema) => {
        const inner = explain(schema, [], docs);
        return 'unknownField' in inner ? undefined : inner.type;
      }),
    );
    return 0;
  },
};

const headOf = (kind: { group: string; kind: string; version: string }): string =>
  `${kind.group ? `GROUP:      ${kind.group}\n` : ''}KIND:       ${kind.kind}\nVERSION:    ${kind.version}\n\n`;

/** Types by the name a field gives for what is inside it. */
type LookUp = (schema: string) => TypeDoc | undefined;

function bodyOf(found: Explanation, recursive: boolean, lookUp: LookUp): string {
  let out = '';
  if (found.field) {
    out += `FIELD: ${found.field.name} <${found.field.type}>\n`;
    if (found.field.enum.length > 0)
      out += `ENUM:\n${found.field.enum.map((value) => `    ${value || '""'}\n`).join('')}`;
    out += '\n';
    if (found.field.enum.length === 0) out += '\n';
  }
  const texts = [found.field ? found.field.description : '', found.type?.description ?? ''].filter(
    (t, i, list) => t !== '' && list.indexOf(t) === i,
  );
  out += `DESCRIPTION:\n${(texts.length > 0 ? texts : ['<empty>']).map((t) => wrapped(t, '    ')).join('')}`;
  out += '    \n';
  if (found.type) {
    out += 'FIELDS:\n';
    out += recursive ? tree(found.type, 1, [found.type.schema], lookUp) : fields(found.type);
    out += '\n';
  } else out += '\n';
  return out;
}

/** `pods.v1.spec` is not a thing: the first part that is a resource word ends the resource. */
function split(text: string): { word: string; path: string[] } {
  const parts = text.split('.');
  // A resource may be written with its group: deployments.apps.spec.
  for (let n = parts.length; n > 1; n--) {
    const word = parts.slice(0, n).join('.');
    const type = findByWord(word);
    // A version is no part of the name here: `deployments.v1.apps` asks for a field `v1`.
    if (type && parts.slice(1, n).join('.') === type.group) return { word, path: fieldsOf(parts.slice(n)) };
  }
  return { word: parts[0]!, path: fieldsOf(parts.slice(1)) };
}

/** A dot at the end names nothing more. */
const fieldsOf = (parts: readonly string[]): string[] => (parts.at(-1) === '' ? parts.slice(0, -1) : [...parts]);

function fields(type: TypeDoc): string {
  return type.fields
    .map(
      (f) =>
        `  ${fieldHead(f)}\n${f.enum.length > 0 ? `  enum: ${enumText(f.enum)}\n` : ''}${wrapped(f.description || '<no description>', '    ')}\n`,
    )
    .join('');
}

/** Most values of an enum that a list of fields shows. */
const enumMax = 4;

const enumText = (values: readonly string[]): string =>
  [...values.slice(0, enumMax).map((value) => value || '""'), ...(values.length > enumMax ? ['....'] : [])].join(', ');

const fieldHead = (f: FieldDoc): string => `${f.name}\t<${f.type}>${f.required ? ' -required-' : ''}`;

/** Left out: a type inside itself is shown once. */
function tree(type: TypeDoc, level: number, seen: readonly string[], lookUp: LookUp): string {
  const lead = '  '.repeat(level);
  return type.fields
    .map((f) => {
      const line = `${lead}${fieldHead(f)}\n${f.enum.length > 0 ? `${lead}enum: ${enumText(f.enum)}\n` : ''}`;
      if (!f.schema || seen.includes(f.schema)) return line;
      const inner = lookUp(f.schema);
      return inner ? line + tree(inner, level + 1, [...seen, f.schema], lookUp) : line;
    })
    .join('');
}

/** Lines of at most 80 cells with the indent. Models: explain/v2 funcs.go wrap. */
function wrapped(text: string, indent: string): string {
  const width = 80 - indent.length;
  const out: string[] = [];
  for (const line of text.split('\n')) {
    let current = '';
    // Spaces between words of one line stay as they are written.
    for (const [, gap, word] of line.matchAll(/(\s*)(\S+)/g)) {
      if (current !== '' && current.length + gap!.length + word!.length > width) {
        out.push(current);
        current = word!;
      } else current += gap! + word!;
    }
    out.push(current);
  }
  return out.map((line) => `${indent}${line}\n`).join('');
}
