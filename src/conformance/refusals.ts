import { jsonPatch } from '../api/patch/index.ts';
import type { Status } from '../api/types.ts';
import { Score, type Corpus } from './corpus.ts';
import { masked, maskedText, sortedErrors } from './mask.ts';
import { ask, serverWith, type Exchange } from './server.ts';

interface Mutation extends Exchange {
  readonly base: string;
  readonly patch: unknown;
}
interface Mutations {
  readonly bases: Readonly<Record<string, unknown>>;
  readonly cases: readonly Mutation[];
}

/** Good objects changed in one place, and upstream's validation tests: what is refused, where, and in which words. */
export function refusals(corpus: Corpus): Score[] {
  return [
    ...posted(corpus),
    ...put(corpus),
    ...corpus
      .list('upstream')
      .filter((name) => name.startsWith('validation-'))
      .flatMap((name) => validation(corpus, name)),
  ];
}

class Figures {
  readonly status: Score;
  readonly reason: Score;
  readonly causes: Score;
  readonly message: Score;
  constructor(name: string) {
    this.status = new Score(name, 'status');
    this.reason = new Score(name, 'reason');
    this.causes = new Score(name, 'causes');
    this.message = new Score(name, 'message');
  }

  add(c: Exchange, answer: { readonly code: number; readonly body?: unknown }): void {
    this.status.add(c.id, answer.code, c.status);
    if (c.status < 300) return;
    const [got, want] = [answer.body, c.response] as [Partial<Status> | undefined, Partial<Status> | undefined];
    this.reason.add(c.id, got?.reason, want?.reason);
    this.causes.add(c.id, causesOf(got), causesOf(want));
    this.message.add(c.id, sortedErrors(maskedText(got?.message ?? '')), sortedErrors(maskedText(want?.message ?? '')));
  }

  get all(): Score[] {
    return [this.status, this.reason, this.causes, this.message];
  }
}

const causesOf = (status: Partial<Status> | undefined): string[] =>
  [...new Set((status?.details?.causes ?? []).map(({ field, reason }) => `${field} ${reason}`))].sort();

function posted(corpus: Corpus): Score[] {
  if (!corpus.has('upstream/mutations-create.json')) return [];
  const { bases, cases } = corpus.read<Mutations>('upstream/mutations-create.json');
  const figures = new Figures('mutations-create');
  const server = serverWith(['oracle', 'valid']);
  for (const c of cases) {
    const body = jsonPatch(bases[c.base], c.patch);
    figures.add(c, ask(server, c, 'value' in body ? body.value : undefined));
  }
  return figures.all;
}

function put(corpus: Corpus): Score[] {
  if (!corpus.has('upstream/mutations-update.json')) return [];
  const { bases, cases } = corpus.read<Mutations>('upstream/mutations-update.json');
  const figures = new Figures('mutations-update');
  const server = serverWith(['oracle', 'valid']);
  const made = new Set<string>();
  for (const c of cases) {
    const collection = c.path.slice(0, c.path.lastIndexOf('/'));
    if (!made.has(c.base)) ask(server, { method: 'POST', path: collection }, bases[c.base]);
    made.add(c.base);
    const { code, body } = ask(server, { method: 'GET', path: c.path });
    if (code !== 200) {
      figures.status.fail(c.id, `the base could not be made: ${code}`);
      continue;
    }
    const { metadata, ...rest } = body as { metadata: Record<string, unknown> };
    const { managedFields: _, ...own } = metadata;
    const changed = jsonPatch({ ...rest, metadata: own }, c.patch);
    figures.add(
      c,
      ask(server, { ...c, method: 'PUT', query: 'dryRun=All' }, 'value' in changed ? changed.value : undefined),
    );
  }
  return figures.all;
}

function validation(corpus: Corpus, name: string): Score[] {
  const cases = corpus.cases<Exchange>(name);
  if (cases.length === 0) return [];
  const figures = new Figures(name);
  const server = serverWith(['oracle', 'valid']);
  for (const c of cases)
    figures.add(c, ask(server, { ...c, query: c.query ?? 'dryRun=All&fieldValidation=Strict' }, c.body));
  return figures.all;
}

interface Sequence {
  readonly id: string;
  readonly steps: readonly Exchange[];
}

/** Requests in order: patch types, field ownership, finalizers, deletion, subresources, HTTP errors. */
export function sequences(corpus: Corpus): Score[] {
  const groups = corpus.cases<{ id: string; sequences: readonly Sequence[] }>('api-sequences');
  if (groups.length === 0) return [];
  const [status, response] = [new Score('api-sequences', 'status'), new Score('api-sequences', 'response')];
  for (const group of groups) {
    const server = serverWith(['oracle']);
    for (const { id, steps } of group.sequences) {
      steps.forEach((step, i) => {
        const { code, body } = ask(server, step, step.body);
        const name = `${group.id}/${id}#${i} ${step.method} ${step.path}`;
        status.add(name, code, step.status);
        response.add(name, answered(body), answered(step.response));
      });
    }
  }
  return [status, response];
}

/** These recordings leave out a status with nothing in it, which the recorded creates have. */
function answered(body: unknown): unknown {
  const { status, ...rest } = masked(body) as { status?: unknown };
  const isEmpty = typeof status === 'object' && status !== null && Object.keys(status).length === 0;
  return isEmpty ? rest : { ...rest, ...(status === undefined ? {} : { status }) };
}
