/**
 * A story: lines of directives, comments with `#`, and under `----` what a directive printed.
 *
 *   cluster seed=7 nodes=2 profile=lab quiet     the cluster it plays on; first line
 *   file web.yaml                                a file for the terminal; its text follows, indented by two spaces
 *   apply web.yaml                               kubectl apply -f web.yaml
 *   kubectl …                                    any terminal line; `$(pod app=web 1)` becomes a name
 *   settle [limit]      run FOR                  until nothing but housekeeping is left; for some virtual time
 *   stop ACTOR          start ACTOR
 *   cut ACTOR ACTOR     mend ACTOR ACTOR         the link between two
 *   trace [from=WHO] [to=WHO] [until=settled|10s] [detail]
 *   hash
 *
 * Output ends where the next directive begins; an output line that looks like one is written with a `\` before it.
 */
export interface Directive {
  readonly line: number;
  readonly word: string;
  /** The rest of the line. */
  readonly rest: string;
  /** Text of a `file`. */
  readonly body: string;
  /** What stands under `----`; undefined when there is no such line. */
  readonly expected: string | undefined;
}

/** A piece of the file: a directive, or lines that are kept as they are. */
export type Piece =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'directive'; readonly directive: Directive; readonly source: string };

const words = ['cluster', 'file', 'apply', 'kubectl', 'settle', 'run', 'stop', 'start', 'cut', 'mend', 'trace', 'hash'];

const looksLikeDirective = (line: string): boolean =>
  line.startsWith('#') || line.startsWith('\\') || words.includes(line.split(' ', 1)[0]!);

export function parseStory(text: string): Piece[] {
  const lines = text.replace(/\n$/, '').split('\n');
  const pieces: Piece[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at]!;
    if (line.trim() === '' || line.startsWith('#')) {
      pieces.push({ type: 'text', text: line });
      at++;
      continue;
    }
    const [word = '', ...rest] = line.split(' ');
    if (!words.includes(word)) throw new Error(`line ${at + 1}: not a directive: ${line}`);
    const start = at++;
    const body: string[] = [];
    if (word === 'file')
      while (
        at < lines.length &&
        (lines[at]!.startsWith('  ') || (lines[at] === '' && lines[at + 1]?.startsWith('  ')))
      )
        body.push(lines[at++]!.slice(2));
    const source = lines.slice(start, at).join('\n');
    let expected: string | undefined;
    if (lines[at] === '----') {
      const output: string[] = [];
      for (at++; at < lines.length && !(looksLikeDirective(lines[at]!) && !lines[at]!.startsWith('\\')); at++)
        output.push(lines[at]!.replace(/^\\/, ''));
      // Empty lines before the next directive belong to the page, not to the output.
      let kept = output.length;
      while (kept > 0 && output[kept - 1] === '') kept--;
      at -= output.length - kept;
      expected = output.slice(0, kept).join('\n');
    }
    pieces.push({
      type: 'directive',
      directive: {
        line: start + 1,
        word,
        rest: rest.join(' ').trim(),
        body: body.join('\n') + (body.length ? '\n' : ''),
        expected,
      },
      source,
    });
  }
  return pieces;
}

/** The story with other outputs; a directive without `----` keeps having none. */
export function writeStory(pieces: readonly Piece[], outputs: ReadonlyMap<number, string>): string {
  const lines: string[] = [];
  for (const piece of pieces) {
    if (piece.type === 'text') {
      lines.push(piece.text);
      continue;
    }
    lines.push(piece.source);
    const { line, expected } = piece.directive;
    if (expected === undefined) continue;
    lines.push('----');
    const output = outputs.get(line) ?? '';
    if (output !== '') lines.push(...output.split('\n').map((text) => (looksLikeDirective(text) ? `\\${text}` : text)));
  }
  return `${lines.join('\n')}\n`;
}

/** `key=value` words and bare words of a directive. */
export function options(rest: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const word of rest.split(/\s+/).filter(Boolean)) {
    const at = word.indexOf('=');
    if (at < 0) found.set(word, '');
    else found.set(word.slice(0, at), word.slice(at + 1));
  }
  return found;
}

/** `10s`, `2m`, `500ms` in ms. */
export function duration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  if (!match) throw new Error(`not a duration: ${text}`);
  return Number(match[1]) * { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[match[2] as 'ms' | 's' | 'm' | 'h'];
}
