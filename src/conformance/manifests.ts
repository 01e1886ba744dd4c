import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Status } from '../api/types.ts';
import { splitDocuments } from '../kubectl/manifest.ts';
import { parseYaml } from '../kubectl/yaml/parse.ts';
import { Score, type Corpus } from './corpus.ts';
import { masked, sortedErrors, withoutManagers } from './mask.ts';
import { ask, namespacesOf, serverWith, type Exchange } from './server.ts';

interface Table {
  readonly columnDefinitions: readonly { readonly name: string }[];
  readonly rows: readonly { readonly cells: readonly unknown[] }[];
}

/** Upstream's own manifests, posted strictly: the status, the object as it would be stored, the row kubectl prints. */
export const manifests = (corpus: Corpus): Score[] =>
  corpus
    .list('golden')
    .filter((name) => name.startsWith('create-'))
    .flatMap((name) => created(corpus, name.slice('create-'.length)));

function created(corpus: Corpus, set: string): Score[] {
  const name = `manifests-${set}`;
  if (!corpus.has(`golden/create-${set}.json`)) return [];
  const { cases } = corpus.read<{ cases: readonly Exchange[] }>(`golden/create-${set}.json`);
  const rows = new Map(
    corpus.has(`golden/table-${set}.json`)
      ? corpus
          .read<{ rows: { id: string; cells: Record<string, unknown> }[] }>(`golden/table-${set}.json`)
          .rows.map((row) => [row.id, row.cells])
      : [],
  );
  const [status, object, whole, row, file] = ['status', 'object', 'managedFields', 'row', 'file'].map(
    (figure) => new Score(name, figure),
  ) as [Score, Score, Score, Score, Score];
  const server = serverWith(namespacesOf(cases));
  // A namespace that others of the set live in is posted where it is not yet.
  const empty = serverWith([]);
  for (const c of cases) {
    const posted = c.path === '/api/v1/namespaces' ? empty : server;
    const { code, body } = ask(posted, c, c.body);
    status.add(c.id, code, c.status);
    if (c.status < 300) {
      object.add(c.id, withoutManagers(masked(body)), withoutManagers(c.response));
      whole.add(c.id, managersOf(masked(body)), managersOf(c.response));
    } else object.add(c.id, refusal(masked(body)), refusal(c.response));
    const cells = rows.get(c.id);
    if (cells)
      row.add(c.id, withoutAge(printed(ask(posted, { ...c, accept: asTable }, c.body).body)), withoutAge(cells));
    const sent = document(corpus, set, c.id);
    if (sent !== undefined) file.add(c.id, sent, c.body);
  }
  return [status, object, whole, row, file];
}

const asTable = 'application/json;as=Table;v=v1;g=meta.k8s.io';

/** Whether a second went by between making and printing is chance. */
const withoutAge = (cells: Record<string, unknown>): unknown =>
  /^[01]s$/.test(String(cells['Age'])) ? { ...cells, Age: '<age>' } : cells;

/** A refusal with what it lists in one order. */
function refusal(body: unknown): unknown {
  const { message = '', details, ...rest } = body as Status;
  const causes = details?.causes?.map((cause) => JSON.stringify(cause)).sort();
  return { ...rest, message: sortedErrors(message), details: { ...details, ...(causes ? { causes } : {}) } };
}

const managersOf = (object: unknown): unknown =>
  (object as { metadata?: { managedFields?: unknown } } | undefined)?.metadata?.managedFields ?? null;

function printed(body: unknown): Record<string, unknown> {
  const { columnDefinitions = [], rows = [] } = (body ?? {}) as Partial<Table>;
  return Object.fromEntries(columnDefinitions.map(({ name }, i) => [name, masked(cellOf(rows[0]?.cells[i]))]));
}

/** Cells that hold run-dependent ports and addresses read as in the recordings. */
const cellOf = (cell: unknown): unknown =>
  typeof cell === 'string' ? cell.replace(/:3[0-2]\d{3}\//g, ':<nodePort>/') : cell;

/** One document of a file as our YAML reader sees it. */
function document(corpus: Corpus, set: string, id: string): unknown {
  const [path = '', index = '0'] = id.split('#');
  const file = join(corpus.folder, set, 'files', path);
  if (!existsSync(file) || path.endsWith('.json')) return undefined;
  const text = readFileSync(file, 'utf8');
  const parts = splitDocuments(text);
  // kubectl ends every line; the recorder left the last one as it stood, which shows where a block scalar ends the file.
  if (!text.endsWith('\n')) parts.push((parts.pop() ?? '').slice(0, -1));
  const read = parts.map(parseYaml);
  return read.flatMap((each) => ('value' in each && each.value !== undefined ? [each.value] : []))[Number(index)];
}
