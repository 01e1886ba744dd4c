import { assignedIn, branchOf, endOf, leaps, tailsOf, type Branch } from './branches.ts';
import { branchKey, functionsOf } from './calls.ts';
import { childrenOf, declaredBy, freeNames, namesIn, parse, strip, walk, type Node, type Scope } from './syntax.ts';

/** Shorter functions inside others are not worth the stub that stands in for them. */
const worthChars = 24;
/** The same for branches. */
const worthBranchChars = 42;

/** A function, or a branch of one, that comes with the second part. */
export interface Moved {
  readonly node: Pick<Node, 'start' | 'end'>;
  /** Its name in the second part's module, when it is a declaration of the top level; others have none. */
  readonly name?: string;
  /** How the first part calls it, with the number it has in the table. */
  readonly stub: (number: number) => string;
  /** Its text in the second part: the declaration, or an expression. */
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
  const calls: Calls = {
    isCalled: (node) => !called || called.has(`${id}#${numbers.get(`${node.start}-${node.end}`)}`),
    isTaken: (branch) => !called || called.has(branchKey(id, branch)),
  };
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
          const item = itemOf(code, statement['declaration'] as Node, own, calls);
          items.push(item);
          for (const name of item.names) exports.set(name, name);
        }
        break;
      case 'ExportDefaultDeclaration':
        throw new Error(`${id}: a default export is not understood`);
      default:
        items.push(itemOf(code, statement, own, calls));
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

interface Calls {
  isCalled(fn: Node): boolean;
  isTaken(branch: Branch): boolean;
}

function itemOf(code: string, node: Node, own: Scope, calls: Calls): Item {
  const names: Scope = new Set();
  declaredBy(node, names);
  const moved: Moved[] = [];
  const needs = new Set<string>();
  const assigned = assignedIn(node);
  const move = (branch: Branch | undefined, scopes: readonly Scope[]): boolean => {
    if (!branch || scopes.length === 0 || calls.isTaken(branch)) return false;
    const found = movedBranch(code, branch, scopes, own, assigned);
    if (found) moved.push(found);
    return found !== undefined;
  };
  walk(node, {
    name: (name) => needs.add(name),
    enter: (inner, parent, scopes) => !(parent && move(branchOf(inner, parent), scopes)),
    upTo(block, parent, scopes) {
      const tail = tailsOf(block, parent).find((each) => move(each, scopes));
      return (block['body'] as Node[]).length - (tail?.parts.length ?? 0);
    },
    fn(fn, parent, scopes) {
      if (calls.isCalled(fn) || (fn !== node && fn.end - fn.start < worthChars)) return true;
      const found = movedOf(code, fn, parent, scopes, own);
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
): Moved | undefined {
  const needs = freeNames(fn);
  if ([...needs].some((name) => scopes.some((scope) => scope.has(name)))) return undefined;
  const { ownThis, isTied } = habits([fn], own);
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
  const star = fn['generator'] ? '*' : '';
  const asyncWord = fn['async'] ? 'async ' : '';

  const params = (fn['params'] as Node[]).map((param, i) => (param.type === 'RestElement' ? '...r' : `a${i}`));
  const list = params.join(',');
  const call = (number: number): string =>
    ownThis ? `secondPart[${number}].call(${['this', ...params].join(',')})` : `secondPart[${number}](${list})`;
  const inner = (number: number): string => `{return ${star ? 'yield* ' : ''}${call(number)}}`;
  return {
    node: fn,
    ...(isDeclaration ? { name: valueOf(id!) } : {}),
    needs,
    text: isMethod ? `${asyncWord}function${star}${text}` : text,
    stub: (number) =>
      isMethod
        ? `(${list})${inner(number)}`
        : isArrow
          ? `${asyncWord}(${list})=>${call(number)}`
          : `${asyncWord}function${star} ${id ? valueOf(id) : ''}(${list})${inner(number)}`,
  };
}

/**
 * What a branch becomes when it moves: a function of the variables around it that it reads. It stays when it, or anything
 * else, gives one of them a new value.
 */
function movedBranch(
  code: string,
  branch: Branch,
  scopes: readonly Scope[],
  own: Scope,
  assigned: Scope,
): Moved | undefined {
  const { parts, isExpression } = branch;
  const [start, end] = [parts[0]!.start, parts.at(-1)!.end];
  if (end - start < worthBranchChars) return undefined;
  const inside: Scope = new Set();
  if (!isExpression) for (const part of parts) declaredBy(part, inside);
  const free = new Set(parts.flatMap((part) => [...freeNames(part)]).filter((name) => !inside.has(name)));
  const taken = [...free].filter((name) => scopes.some((scope) => scope.has(name)));
  const { ownThis, isTied } = habits(parts, own);
  const ending = endOf(branch);
  if (isTied || ending === 'depends' || parts.some((part) => leaps(part))) return undefined;
  if (taken.some((name) => assigned.has(name))) return undefined;
  const text = code.slice(start, end);
  const list = (ownThis ? ['this', ...taken] : taken).join(',');
  const call = (number: number): string => `secondPart[${number}]${ownThis ? '.call' : ''}(${list})`;
  return {
    node: { start, end },
    needs: new Set([...free].filter((each) => !taken.includes(each))),
    text: ownThis
      ? `function(${taken.join(',')}){${isExpression ? `return (${text})` : text}}`
      : `(${taken.join(',')})=>${isExpression ? `(${text})` : `{${text}}`}`,
    stub: (number) => (isExpression ? call(number) : `${ending === 'returns' ? 'return ' : ''}${call(number)};`),
  };
}

/** Whether code has a `this` of its own, and whether something ties it to its place. */
function habits(given: readonly Node[], own: Scope): { ownThis: boolean; isTied: boolean } {
  let ownThis = false;
  let isTied = given.some((node) => writtenBy(node, own).size > 0);
  const look = (node: Node, foreign: boolean): void => {
    const inside = foreign || (!given.includes(node) && node.type !== 'ArrowFunctionExpression' && 'params' in node);
    if (node.type === 'ThisExpression' && !inside) ownThis = true;
    if (['Super', 'PrivateIdentifier', 'PrivateName', 'ImportExpression', 'MetaProperty'].includes(node.type))
      isTied = true;
    if (node.type === 'Identifier' && node['name'] === 'arguments') isTied = true;
    for (const child of childrenOf(node)) look(child, inside);
  };
  for (const node of given) look(node, false);
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
