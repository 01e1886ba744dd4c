import { MapBuilder, mergeKey, nowhere } from './mapping.ts';
import { resolve } from './resolve.ts';
import { YamlError, type Mark } from './reader.ts';
import { Scanner, type TokenType } from './scanner.ts';

/**
 * YAML text → JSON values, with go-yaml's messages.
 * Models: go-yaml v2 parserc.go (grammar and errors) and decode.go, sigs.k8s.io/yaml convertToJSONableObject.
 * Left out: tags other than the core ones, limits on aliases.
 */
export function parseYaml(text: string): Parsed | { readonly problem: string } {
  const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.exec(text);
  if (control) return { problem: 'yaml: control characters are not allowed' };
  try {
    const composer = new Composer(text);
    const value = composer.document();
    return composer.repeated.length === 0 ? { value } : { value, repeated: unmarshalErrors(composer.repeated) };
  } catch (error) {
    if (error instanceof JsonError) return { problem: error.message };
    if (error instanceof YamlError) return { problem: `yaml: ${placeOf(error)}${error.problem}` };
    throw error;
  }
}

interface Parsed {
  readonly value: unknown;
  /** What a strict reader says of keys that stand twice; of each the last counts. */
  readonly repeated?: string;
}

/** Models: go-yaml v2 yaml.go TypeError. */
const unmarshalErrors = (errors: readonly string[]): string => `yaml: unmarshal errors:\n  ${errors.join('\n  ')}`;

/** Models: decode.go parser.fail, which counts as it always has. */
function placeOf(error: YamlError): string {
  let line = 0;
  if (error.mark.line !== 0) line = error.mark.line + (error.by === 'scanner' ? 1 : 0);
  else if (error.context && error.context.line !== 0) line = error.context.line;
  return line === 0 ? '' : `line ${line}: `;
}

/** Levels of a document. Upstream's are 10,000; what walks a value later has only a browser's stack. */
const depthMax = 1_000;

/** A value YAML has and JSON has not. */
class JsonError extends Error {}

class Composer {
  private readonly scanner: Scanner;
  private readonly anchors = new Map<string, unknown>();
  private depth = 0;
  /** Models: decode.go setMapIndex, which a strict decoder has complain. */
  readonly repeated: string[] = [];

  constructor(text: string) {
    this.scanner = new Scanner(text);
  }

  /** The first document; undefined when there is none. */
  document(): unknown {
    const { scanner } = this;
    scanner.skipIf('stream-start');
    while (this.is('document-end')) scanner.skip();
    if (this.is('stream-end')) return undefined;
    const explicit = this.is('directive') || this.is('document-start');
    if (explicit) {
      while (this.is('directive')) scanner.skip();
      if (!this.is('document-start')) this.fail('did not find expected <document start>');
      scanner.skip();
      if (this.is('directive') || this.is('document-start') || this.is('document-end') || this.is('stream-end'))
        return null;
    }
    const value = this.item(true, false);
    if (this.is('document-end')) scanner.skip();
    // What follows must begin a new document.
    if (!this.is('stream-end') && !this.is('document-start') && !this.is('directive'))
      this.fail('did not find expected <document start>');
    return value;
  }

  private is(type: TokenType): boolean {
    return this.scanner.peek().type === type;
  }

  private fail(problem: string, context?: Mark): never {
    throw new YamlError('parser', problem, this.scanner.peek().start, context);
  }

  /** A value that is not a key: there `<<` is only a text. */
  private item(block: boolean, indentless: boolean): unknown {
    const value = this.node(block, indentless);
    return value === mergeKey ? '<<' : value;
  }

  /** One value. `indentless`: a sequence may stand at its key's own column. */
  private node(block: boolean, indentless: boolean): unknown {
    const { scanner } = this;
    const start = scanner.peek().start;
    if (this.is('alias')) {
      const name = scanner.peek().text;
      if (!this.anchors.has(name)) throw new YamlError('parser', `unknown anchor '${name}' referenced`, nowhere);
      scanner.skip();
      return this.anchors.get(name);
    }
    let anchor: string | undefined;
    let tag: string | undefined;
    for (;;) {
      if (anchor === undefined && this.is('anchor')) anchor = scanner.peek().text;
      else if (tag === undefined && this.is('tag')) tag = scanner.peek().text;
      else break;
      scanner.skip();
    }
    if (++this.depth > depthMax) throw new YamlError('scanner', 'exceeded max depth of 10000', start);
    const value = this.content(block, indentless, start, anchor !== undefined || tag !== undefined, tag);
    this.depth--;
    if (anchor !== undefined) this.anchors.set(anchor, value);
    return value;
  }

  private content(
    block: boolean,
    indentless: boolean,
    start: Mark,
    hasProperties: boolean,
    tag: string | undefined,
  ): unknown {
    const token = this.scanner.peek();
    if (indentless && token.type === 'block-entry') return this.indentlessSequence();
    switch (token.type) {
      case 'scalar':
        this.scanner.skip();
        return scalarValue(token.text, token.plain, tag);
      case 'flow-sequence-start':
        return this.flowSequence();
      case 'flow-mapping-start':
        return this.flowMapping();
      case 'block-sequence-start':
        if (block) return this.blockSequence();
        break;
      case 'block-mapping-start':
        if (block) return this.blockMapping();
        break;
      default:
        break;
    }
    if (hasProperties) return scalarValue('', true, tag);
    return this.fail('did not find expected node content', start);
  }

  private blockSequence(): unknown[] {
    const { scanner } = this;
    const start = scanner.peek().start;
    scanner.skip();
    const out: unknown[] = [];
    for (;;) {
      if (this.is('block-entry')) {
        scanner.skip();
        out.push(this.is('block-entry') || this.is('block-end') ? null : this.item(true, false));
      } else if (this.is('block-end')) {
        scanner.skip();
        return out;
      } else this.fail("did not find expected '-' indicator", start);
    }
  }

  private indentlessSequence(): unknown[] {
    const out: unknown[] = [];
    while (this.is('block-entry')) {
      this.scanner.skip();
      const empty = this.is('block-entry') || this.is('key') || this.is('value') || this.is('block-end');
      out.push(empty ? null : this.item(true, false));
    }
    return out;
  }

  private blockMapping(): unknown {
    const { scanner } = this;
    const start = scanner.peek().start;
    scanner.skip();
    const map = new MapBuilder(this.repeated);
    for (;;) {
      if (this.is('key')) {
        scanner.skip();
        let key: unknown = null;
        if (!this.is('key') && !this.is('value') && !this.is('block-end')) key = this.node(true, true);
        let value: unknown = null;
        let { line } = scanner.peek().start;
        if (this.is('value')) {
          scanner.skip();
          if (!this.is('key') && !this.is('value') && !this.is('block-end')) {
            ({ line } = scanner.peek().start);
            value = this.item(true, true);
          }
        }
        map.set(key, value, line);
      } else if (this.is('block-end')) {
        scanner.skip();
        return map.done();
      } else this.fail('did not find expected key', start);
    }
  }

  private flowSequence(): unknown[] {
    const { scanner } = this;
    const start = scanner.peek().start;
    scanner.skip();
    const out: unknown[] = [];
    for (let first = true; ; first = false) {
      if (this.is('flow-sequence-end')) break;
      if (!first) {
        if (!this.is('flow-entry')) this.fail("did not find expected ',' or ']'", start);
        scanner.skip();
        if (this.is('flow-sequence-end')) break;
      }
      if (this.is('key')) {
        // `[a: b]` is a list of one map.
        scanner.skip();
        const map = new MapBuilder(this.repeated);
        const key =
          this.is('value') || this.is('flow-entry') || this.is('flow-sequence-end') ? null : this.node(false, false);
        let value: unknown = null;
        if (this.is('value')) {
          scanner.skip();
          if (!this.is('flow-entry') && !this.is('flow-sequence-end')) value = this.item(false, false);
        }
        map.set(key, value, 0);
        out.push(map.done());
      } else out.push(this.item(false, false));
    }
    scanner.skip();
    return out;
  }

  private flowMapping(): unknown {
    const { scanner } = this;
    const start = scanner.peek().start;
    scanner.skip();
    const map = new MapBuilder(this.repeated);
    for (let first = true; ; first = false) {
      if (this.is('flow-mapping-end')) break;
      if (!first) {
        if (!this.is('flow-entry')) this.fail("did not find expected ',' or '}'", start);
        scanner.skip();
        if (this.is('flow-mapping-end')) break;
      }
      let key: unknown = null;
      let value: unknown = null;
      let { line } = scanner.peek().start;
      if (this.is('key')) {
        scanner.skip();
        if (!this.is('value') && !this.is('flow-entry') && !this.is('flow-mapping-end')) key = this.node(false, false);
        if (this.is('value')) {
          scanner.skip();
          ({ line } = scanner.peek().start);
          if (!this.is('flow-entry') && !this.is('flow-mapping-end')) value = this.item(false, false);
        }
      } else key = this.node(false, false);
      map.set(key, value, line);
    }
    scanner.skip();
    return map.done();
  }
}

function scalarValue(text: string, plain: boolean, tag: string | undefined): unknown {
  if (tag === '!!str' || tag === '!' || tag === 'tag:yaml.org,2002:str') return text;
  if (!plain && tag === undefined) return text;
  const resolved = resolve(text);
  switch (resolved.tag) {
    case 'merge':
      return mergeKey;
    case 'timestamp':
      return text;
    case 'float':
      if (Number.isFinite(resolved.value)) return resolved.value;
      // A number too large for a double stays text; .inf and .nan have no JSON.
      if (!/^[-+]?\.(inf|nan)$/i.test(text)) return text;
      throw new JsonError(
        `json: unsupported value: ${Number.isNaN(resolved.value) ? 'NaN' : resolved.value > 0 ? '+Inf' : '-Inf'}`,
      );
    default:
      return resolved.value;
  }
}
