import { say } from '../i18n/index.ts';
import docs from '../api/schema/docs.json';
import { provideDocs } from '../kubectl/commands/explain.ts';
import { shell } from '../kubectl/shell/index.ts';
import { celEngine } from '../lessons/cel-engine.ts';
import { expand, LiveWorld } from '../lessons/live-world.ts';
import { isDrawn } from '../readings/drawn.ts';
import { endsOf, logLine } from '../readings/log.ts';
import { messageAt } from '../readings/lookup.ts';
import { emptyStory, foldStory } from '../readings/story.ts';
import { cel } from '../sim/apiserver/index.ts';
import { Cluster } from '../sim/cluster.ts';
import { deliveredAt, traceGet } from '../sim/kernel/trace.ts';
import type { EntryId, MessageEntry, VirtualMs } from '../sim/kernel/types.ts';
import { lab, large, profileById, type Profile } from '../sim/profiles.ts';
import { everyChecker, type Checker } from './checkers.ts';
import { duration, options, parseStory, writeStory, type Directive } from './parse.ts';

// `kubectl explain` prints the same here as in the page.
provideDocs(docs);
cel.engine = celEngine;

/** Longest `settle` waits when nothing is said, in virtual ms. */
const settleMs = 600_000;
/** Longest a command may run before the story goes on without it, in virtual ms. */
const commandMs = 120_000;

export interface Played {
  /** Output of each directive that printed something, by line. */
  readonly outputs: ReadonlyMap<number, string>;
  /** The story with the outputs as they were this time. */
  readonly text: string;
  /** What the checkers found, in words; empty = nothing. */
  readonly broken: readonly string[];
  /** `sha256:…` of the whole trace. */
  readonly hash: string;
  readonly cluster: Cluster;
}

/** Plays a story on a whole simulated cluster; nothing is faked. `seed` takes the place of the story's own. */
export function playStory(text: string, filesBeside: Readonly<Record<string, string>> = {}, seed?: number): Played {
  const pieces = parseStory(text);
  const directives = pieces.flatMap((piece) => (piece.type === 'directive' ? [piece.directive] : []));
  const first = directives[0]?.word === 'cluster' ? directives[0] : undefined;
  const player = new Player(first ? first.rest : '', { ...filesBeside }, seed);
  const outputs = new Map<number, string>();
  for (const directive of directives) {
    const output = player.play(directive);
    if (output !== undefined) outputs.set(directive.line, output.replace(/\n+$/, ''));
  }
  player.finish();
  return {
    outputs,
    text: writeStory(pieces, outputs),
    broken: player.broken,
    hash: player.cluster.kernel.traceHash(),
    cluster: player.cluster,
  };
}

class Player {
  readonly cluster: Cluster;
  readonly broken: string[] = [];
  private readonly checkers: readonly Checker[] = everyChecker();
  private readonly startMs: VirtualMs;
  private readonly quiet: boolean;
  /** Where the next `trace` begins: after the last thing the person did. */
  private markStep: number;

  constructor(
    rest: string,
    private readonly files: Record<string, string>,
    seed: number | undefined,
  ) {
    const given = options(rest);
    this.quiet = given.has('quiet');
    this.cluster = Cluster.boot({
      profile: profileOf(given),
      seed: seed ?? Number(given.get('seed') ?? 7),
      programs: { shell },
    });
    this.startMs = this.cluster.now;
    this.markStep = this.cluster.kernel.steps;
    this.check();
    this.cluster.kernel.onStep = () => this.check();
  }

  play({ word, rest, body }: Directive): string | undefined {
    switch (word) {
      case 'cluster':
        return undefined;
      case 'file':
        this.files[rest] = body;
        return undefined;
      case 'apply':
        return this.command(`kubectl apply -f ${rest}`);
      case 'kubectl':
        return this.command(`kubectl ${rest}`);
      case 'settle':
        this.cluster.kernel.settle(rest ? duration(rest) : settleMs);
        return undefined;
      case 'run':
        this.cluster.kernel.runUntil(this.cluster.now + duration(rest));
        return undefined;
      case 'stop':
      case 'start':
        this.mark();
        this.cluster.process(rest, word);
        return undefined;
      case 'cut':
      case 'mend': {
        this.mark();
        const [a = '', b = ''] = rest.split(' ');
        this.cluster.link(a, b, word);
        return undefined;
      }
      case 'trace':
        return this.trace(options(rest));
      case 'hash':
        return this.cluster.kernel.traceHash();
      default:
        throw new Error(`not a directive: ${word}`);
    }
  }

  finish(): void {
    for (const checker of this.checkers)
      checker.end?.(this.cluster, (what) => this.broken.push(`${checker.name}: ${what}`));
  }

  private mark(): void {
    this.markStep = this.cluster.kernel.steps;
  }

  /** Runs a terminal line to its end and returns what it printed. One that does not end goes on in the background. */
  private command(line: string): string {
    this.mark();
    const { kernel } = this.cluster;
    const process = this.cluster.command({
      type: 'kubectl',
      line: expand(new LiveWorld(this.cluster, this.files), line),
      files: { ...this.files },
    });
    const limitMs = kernel.now + commandMs;
    let output = '';
    let seen: EntryId = process;
    for (;;) {
      const end = kernel.trace.firstId + kernel.trace.entries.length - 1;
      for (; seen < end; seen++) {
        const entry = traceGet(kernel.trace, seen + 1);
        if (entry?.type !== 'note' || !('process' in entry.note) || entry.note.process !== process) continue;
        if (entry.note.kind === 'output') output += entry.note.text;
        if (entry.note.kind === 'exit') return entry.note.code === 0 ? output : `${output}(exit ${entry.note.code})\n`;
      }
      if (kernel.isSettled() || kernel.nextAt()! > limitMs) return output;
      kernel.step();
    }
  }

  private trace(given: ReadonlyMap<string, string>): string {
    const { kernel } = this.cluster;
    const until = given.get('until');
    if (until === 'settled') kernel.settle(settleMs);
    else if (until) kernel.runUntil(kernel.now + duration(until));
    const lines: string[] = [];
    const from = given.get('from');
    const to = given.get('to');
    const { trace } = kernel;
    const story = emptyStory();
    foldStory(story, trace, this.markStep);
    const beats = new Set(story.beats);
    for (let step = this.markStep + 1; step <= kernel.steps; step++) {
      const entry = traceGet(trace, deliveredAt(trace, step)!) as MessageEntry;
      if (!isDrawn(entry) || (entry.quiet && this.quiet)) continue;
      const ends = endsOf(trace, entry);
      if (from !== undefined && !(this.isFrom(entry, from) || ends.from === from)) continue;
      if (to !== undefined && ends.to !== to) continue;
      if (!given.has('detail') && !(from || to ? !isChatter(entry) : beats.has(step))) continue;
      lines.push(logLine(trace, entry, this.startMs, (because) => say('en', because)));
    }
    return lines.join('\n');
  }

  /** Sent by this actor, or the answer to what it sent. */
  private isFrom(entry: MessageEntry, who: string): boolean {
    if (entry.from === who) return true;
    if (entry.message.kind !== 'response') return false;
    const request = messageAt(this.cluster.kernel.trace, entry.message.re, 'request');
    return request?.from === who || request?.agent === who;
  }

  private check(): void {
    for (const checker of this.checkers) {
      if (this.broken.length < 20) checker.step(this.cluster, (what) => this.broken.push(`${checker.name}: ${what}`));
    }
  }
}

/** Event objects and leases: shown only with `detail`. */
function isChatter({ message }: MessageEntry): boolean {
  const request = message.kind === 'request' ? message.request : undefined;
  const body = message.kind === 'response' ? (message.response.body as { kind?: string } | undefined) : undefined;
  return (
    body?.kind === 'Event' || body?.kind === 'Lease' || (!!request && /\/(events|leases)(\/|$)/.test(request.path))
  );
}

function profileOf(given: ReadonlyMap<string, string>): Profile {
  const id = given.get('profile') ?? 'lab';
  const profile = profileById(id);
  if (!profile) throw new Error(`no profile ${id}`);
  const nodes = given.get('nodes');
  if (nodes === undefined) return profile;
  const count = Number(nodes);
  return count < lab.nodes.length ? { ...lab, id: `lab-${count}`, nodes: lab.nodes.slice(0, count + 1) } : large(count);
}
