import { isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type Document, type Node } from 'yaml';

/** One thing the server or kubectl said about a manifest, and where in the text it is. Lines and columns count from 1. */
export interface Complaint {
  /** The exact text, one problem. */
  readonly text: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
  /** Which sentence explains it (`editor.problem.*`). */
  readonly sort:
    | 'syntax'
    | 'unknown-field'
    | 'no-kind'
    | 'invalid'
    | 'immutable'
    | 'selector'
    | 'type'
    | 'missing'
    | 'name'
    | 'forbidden'
    | 'other';
}

/** Reads kubectl's stderr for `apply -f` of this text. Every problem gets a place; without a better one, the first line. */
export function complaintsOf(stderr: string, text: string): Complaint[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines }) as Document.Parsed[];
  const lineLength = (line: number): number => text.split('\n')[line - 1]?.length ?? 0;
  const atLine = (said: string, line: number, sort: Complaint['sort']): Complaint => {
    const shown = Math.min(Math.max(1, line), text.split('\n').length);
    const indent = /^\s*/.exec(text.split('\n')[shown - 1] ?? '')![0].length;
    return { text: said, line: shown, column: indent + 1, endColumn: lineLength(shown) + 1, sort };
  };
  const atPath = (
    said: string,
    path: string,
    sort: Complaint['sort'],
    document: Document.Parsed | undefined,
  ): Complaint => {
    const offset = document && offsetOf(document, path);
    return atLine(said, offset === undefined ? 1 : lines.linePos(offset).line, sort);
  };
  return splitErrors(stderr).flatMap((said): Complaint[] => {
    const syntax = /yaml: line (\d+)/.exec(said);
    if (syntax) return [atLine(said, Number(syntax[1]), 'syntax')];
    const document = documentOf(said, documents);
    const unknown = [...said.matchAll(/unknown field "([^"]+)"/g)];
    if (unknown.length > 0) return unknown.map((match) => atPath(said, match[1]!, 'unknown-field', document));
    const kind = /no matches for kind "([^"]+)" in version "([^"]+)"/.exec(said);
    if (kind) {
      const found = documents.find((d) => d.get('kind') === kind[1]);
      return [atPath(said, 'kind', 'no-kind', found ?? document)];
    }
    const wrongType = /Go struct field \w+\.([\w.]+) of type/.exec(said);
    if (wrongType) return [atPath(said, wrongType[1]!, 'type', document)];
    const invalid = /^The \S+ "[^"]*" is invalid:\s*([\s\S]+)$/m.exec(said);
    if (invalid) {
      const body = invalid[1]!;
      const each =
        body.includes('\n* ') || body.startsWith('* ') ? body.split(/^\* /m).filter((part) => part.trim()) : [body];
      return each.map((part) => {
        const field = /^([\w.[\]"/-]+): /.exec(part.trim())?.[1] ?? '';
        return atPath(part.trim(), field, sortOf(part, field), document);
      });
    }
    const missing = /\[?(apiVersion|kind) not set/.exec(said);
    if (missing) return [atLine(said, 1, 'missing')];
    return [atPath(said, 'metadata.name', /forbidden/i.test(said) ? 'forbidden' : 'other', document)];
  });
}

function sortOf(text: string, field: string): Complaint['sort'] {
  if (text.includes('field is immutable')) return 'immutable';
  if (text.includes('does not match template')) return 'selector';
  if (field === 'metadata.name') return 'name';
  return text.includes('Required value') ? 'missing' : 'invalid';
}

/** kubectl prints one error after another; a list of causes (`* …`) belongs to the line before it. */
function splitErrors(stderr: string): string[] {
  const out: string[] = [];
  for (const line of stderr.split('\n')) {
    if (!line.trim() || line.startsWith('Warning: ')) continue;
    if (/^(error|Error|The |\S+ ".*" is invalid)/.test(line) || out.length === 0) out.push(line);
    else out[out.length - 1] += `\n${line}`;
  }
  return out;
}

/** The document an error speaks of: by the name it mentions, or the only one there is. */
function documentOf(said: string, documents: readonly Document.Parsed[]): Document.Parsed | undefined {
  if (documents.length <= 1) return documents[0];
  const named = documents.filter((d) => {
    const name = d.getIn(['metadata', 'name']);
    return typeof name === 'string' && said.includes(`"${name}"`);
  });
  const kinds = (named.length > 0 ? named : documents).filter((d) => said.includes(String(d.get('kind'))));
  return kinds[0] ?? named[0] ?? documents[0];
}

/** Where a field path such as `spec.template.spec.containers[0].image` starts; the nearest parent that exists. */
function offsetOf(document: Document.Parsed, path: string): number | undefined {
  let node: Node | null | undefined = document.contents;
  let offset = node?.range?.[0];
  for (const part of path.match(/[^.[\]]+|\[\d+\]|\["?[^\]]+"?\]/g) ?? []) {
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => isScalar(item.key) && String(item.key.value) === part.replace(/[[\]"]/g, ''),
      );
      if (!pair) return offset;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value as Node | null;
    } else if (isSeq(node)) {
      node = node.items[Number(part.replace(/[[\]]/g, ''))] as Node | undefined;
      offset = node?.range?.[0] ?? offset;
    } else return offset;
  }
  return offset;
}
