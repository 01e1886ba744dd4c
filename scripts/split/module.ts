import { functionsOf } from './calls.ts';
import { childrenOf, declaredBy, freeNames, namesIn, parse, strip, walk, type Node, type Scope } from './syntax.ts';

/** Shorter functions inside others are not worth the stub that stands in for them. */
const worthChars = 50;

/** A function that comes with the second part. */
export interface Moved {
  readonly node: Node;
  /** Its name in the second part's module. */
  readonly name: string;
  /** How the first part calls it, with the number it has in the table. */
  readonly stub: (number: number) => string;
  /** Its text in the second part. */
  readonly text: string;
  readonly needs: ReadonlySet<string>;
}

/** One statement of a module's top level. */
export interface Item {
  readonly node: Node;
  /** Empty: it is there for what it does, not for a name. */
  readonly names: ReadonlySet<string>;
  readonly moved: readonly Moved[];
  /** Names it takes from its module or from imports, outside of what is moved. */
  readonly needs: ReadonlySet<string>;
  /** Names of its module it assigns to: only the part that declares a variable may do that. */
  readonly writes: ReadonlySet<string>;
}

export interface Import {
  readonly from: string;
  /** `*` for everything. */
  readonly name: string;
}

export interface Module {
  readonly id: string;
  readonly code: string;
  readonly items: readonly Item[];
  readonly byName: ReadonlyMap<string, Item>;
  readonly imports: ReadonlyMap<string, Import>;
  /** Exported name → the name inside, or where it comes from. */
  readonly exports: ReadonlyMap<string, string | Import>;
  readonly exportedAll: readonly string[];
}

const valueOf = (node: Node): string => (node['name'] ?? node['value']) as string;

/** Reads a module; `called`: the functions that were, all of them when left out. */
export function readModule(id: string, source: string, called: ReadonlySet<string> | undefined): Module {
  const code = strip(id, source);
  const body = parse(code);
  const numbers = new Map(functionsOf(body).map((node, i) => [`${node.start}-${node.end}`, i]));
  const isCalled = (node: Node): boolean => !called || called.has(`${id}#${numbers.get(`${node.start}-${node.end}`)}`);
  const items: Item[] = [];
  const imports = new Map<string, Import>();
  const exports = new Map<string, string | Import>();
  const exportedAll: string[] = [];
  const own: Scope = new Set();
  for (const statement of body) declaredBy((statement['declaration'] as Node | null) ?? statement, own);

  for (const statement of body) {
    const from = (statement['source'] as Node | null)?.['value'] as string | undefined;
    switch (statement.type) {
      case 'ImportDeclaration':
        for (const part of statement['specifiers'] as Node[])
          imports.set(valueOf(part['local'] as Node), { from: from!, name: importedName(part) });
        break;
      case 'ExportAllDeclaration':
        if (statement['exported']) throw new Error(`${id}: export * as is not understood`);
        exportedAll.push(from!);
        break;
      case 'ExportNamedDeclaration':
        for (const part of statement['specifiers'] as Node[]) {
          const local = valueOf(part['local'] as Node);
          exports.set(valueOf(part['exported'] as Node), from === undefined ? local : { from, name: local });
        }
        if (statement['declaration']) {
          const item = itemOf(code, statement['declaration'] as Node, own, isCalled);
          items.push(item);
          for (const name of item.names) exports.set(name, name);
        }
        break;
      case 'ExportDefaultDeclaration':
        throw new Error(`${id}: a default export is not understood`);
      default:
        items.push(itemOf(code, statement, own, isCalled));
    }
  }
  const byName = new Map(items.flatMap((item) => [...item.names].map((name) => [name, item] as const)));
  return { id, code, items, byName, imports, exports, exportedAll };
}

const importedName = (part: Node): string =>
  part.type === 'ImportNamespaceSpecifier'
    ? '*'
    : part.type === 'ImportDefaultSpecifier'
      ? 'default'
      : valueOf(part['imported'] as Node);

function itemOf(code: string, node: Node, own: Scope, isCalled: (node: Node) => boolean): Item {
  const names: Scope = new Set();
  declaredBy(node, names);
  const moved: Moved[] = [];
  const needs = new Set<string>();
  walk(node, {
    name: (name) => needs.add(name),
    fn(fn, parent, scopes) {
      if (isCalled(fn) || (fn !== node && fn.end - fn.start < worthChars)) return true;
      const found = movedOf(code, fn, parent, scopes, own, [...names][0] ?? 'effect');
      if (found) moved.push(found);
      return !found;
    },
  });
  return { node, names, moved, needs, writes: writtenBy(node, own) };
}

/** What a function becomes when it moves; undefined when it is tied to where it stands. */
function movedOf(
  code: string,
  fn: Node,
  parent: Node | undefined,
  scopes: readonly Scope[],
  own: Scope,
  near: string,
): Moved | undefined {
  const needs = freeNames(fn);
  if ([...needs].some((name) => scopes.some((scope) => scope.has(name)))) return undefined;
  const { ownThis, isTied } = habits(fn, own);
  const isArrow = fn.type === 'ArrowFunctionExpression';
  const kind = parent?.['kind'];
  if (isTied || kind === 'constructor' || (isArrow && ownThis)) return undefined;
  const isMethod =
    parent?.type === 'MethodDefinition' ||
    (parent?.type === 'Property' && (parent['method'] === true || kind === 'get' || kind === 'set'));
  const text = code.slice(fn.start, fn.end);
  const id = fn['id'] as Node | null;
  const isDeclaration = fn.type === 'FunctionDeclaration';
  if (isDeclaration && scopes.length > 0) return undefined;
  const name = isDeclaration ? (id!['name'] as string) : `${near}$${fn.start}`;
  const star = fn['generator'] ? '*' : '';
  const asyncWord = fn['async'] ? 'async ' : '';

  const params = (fn['params'] as Node[]).map((param, i) => (param.type === 'RestElement' ? '...r' : `a${i}`));
  const list = params.join(',');
  const call = (number: number): string =>
    ownThis ? `secondPart[${number}].call(${['this', ...params].join(',')})` : `secondPart[${number}](${list})`;
  const inner = (number: number): string => `{return ${star ? 'yield* ' : ''}${call(number)}}`;
  return {
    node: fn,
    name,
    needs,
    text: isDeclaration ? text : `const ${name}=${isMethod ? `${asyncWord}function${star}${text}` : `(${text})`};`,
    stub: (number) =>
      isMethod
        ? `(${list})${inner(number)}`
        : isArrow
          ? `${asyncWord}(${list})=>${call(number)}`
          : `${asyncWord}function${star} ${id ? valueOf(id) : ''}(${list})${inner(number)}`,
  };
}

/** Whether a function has a `this` of its own, and whether something ties it to its place. */
function habits(fn: Node, own: Scope): { ownThis: boolean; isTied: boolean } {
  let ownThis = false;
  let isTied = writtenBy(fn, own).size > 0;
  const look = (node: Node, foreign: boolean): void => {
    const inside = foreign || (node !== fn && node.type !== 'ArrowFunctionExpression' && 'params' in node);
    if (node.type === 'ThisExpression' && !inside) ownThis = true;
    if (['Super', 'PrivateIdentifier', 'PrivateName', 'ImportExpression'].includes(node.type)) isTied = true;
    if (node.type === 'Identifier' && node['name'] === 'arguments') isTied = true;
    for (const child of childrenOf(node)) look(child, inside);
  };
  look(fn, false);
  return { ownThis, isTied };
}

/** Names of the module a piece of it assigns to. */
function writtenBy(node: Node, own: Scope, into: Scope = new Set()): Scope {
  const target =
    node.type === 'AssignmentExpression'
      ? node['left']
      : node.type === 'UpdateExpression'
        ? node['argument']
        : undefined;
  if (target) {
    const names: Scope = new Set();
    namesIn(target as Node, names);
    for (const name of names) if (own.has(name)) into.add(name);
  }
  for (const child of childrenOf(node)) writtenBy(child, own, into);
  return into;
}
