import { parseSync, transformSync } from 'rolldown/utils';

/** A node of the syntax tree, as far as this folder looks at it. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

export type Scope = Set<string>;

/** TypeScript without its types: what every step here counts functions in. */
export const strip = (id: string, code: string): string =>
  transformSync(id, code, { lang: 'ts', typescript: { onlyRemoveTypeImports: true } }).code;

export const parse = (code: string): readonly Node[] => parseSync('x.js', code).program.body as unknown as Node[];

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

export function childrenOf(node: Node): Node[] {
  const found: Node[] = [];
  for (const key in node) {
    const value = node[key];
    if (Array.isArray(value)) found.push(...value.filter(isNode));
    else if (isNode(value)) found.push(value);
  }
  return found;
}

export const isFunction = ({ type }: Node): boolean =>
  type === 'FunctionDeclaration' || type === 'FunctionExpression' || type === 'ArrowFunctionExpression';

/** Names a pattern declares. */
export function namesIn(pattern: Node | null, into: Scope): void {
  switch (pattern?.type) {
    case 'Identifier':
      into.add(pattern['name'] as string);
      return;
    case 'ObjectPattern':
      for (const part of pattern['properties'] as Node[]) namesIn((part['value'] ?? part['argument']) as Node, into);
      return;
    case 'ArrayPattern':
      for (const part of pattern['elements'] as (Node | null)[]) namesIn(part, into);
      return;
    case 'AssignmentPattern':
      return namesIn(pattern['left'] as Node, into);
    case 'RestElement':
      return namesIn(pattern['argument'] as Node, into);
  }
}

/** Names a statement declares in the block it stands in. */
export function declaredBy(statement: Node, into: Scope): void {
  if (statement.type === 'VariableDeclaration')
    for (const each of statement['declarations'] as Node[]) namesIn(each['id'] as Node, into);
  else if (statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration')
    namesIn(statement['id'] as Node | null, into);
}

export interface Visit {
  /** A name is read or written that none of the inner scopes declares. */
  readonly name?: (name: string, scopes: readonly Scope[]) => void;
  /** Before a function is entered; false keeps out of it. `parent` tells methods from other functions. */
  readonly fn?: (node: Node, parent: Node | undefined, scopes: readonly Scope[]) => boolean;
  /** Before any node is entered; false keeps out of it. */
  readonly enter?: (node: Node, parent: Node | undefined, scopes: readonly Scope[]) => boolean;
  /** Before a block's statements are walked: how many of them. */
  readonly upTo?: (block: Node, parent: Node | undefined, scopes: readonly Scope[]) => number;
}

/** Walks a statement or a function with the scopes inside it; module-level names count as not declared. */
export function walk(node: Node, visit: Visit, scopes: readonly Scope[] = [], parent?: Node): void {
  const each = (nodes: readonly (Node | null | undefined)[], within: readonly Scope[]): void => {
    for (const child of nodes) if (child) walk(child, visit, within, node);
  };
  if (visit.enter && !visit.enter(node, parent, scopes)) return;
  if (isFunction(node)) {
    if (visit.fn && !visit.fn(node, parent, scopes)) return;
    const scope: Scope = new Set();
    if (node.type === 'FunctionExpression') namesIn(node['id'] as Node | null, scope);
    for (const param of node['params'] as Node[]) namesIn(param, scope);
    each([...(node['params'] as Node[]), node['body'] as Node], [...scopes, scope]);
    return;
  }
  switch (node.type) {
    case 'Identifier': {
      const name = node['name'] as string;
      if (!scopes.some((scope) => scope.has(name))) visit.name?.(name, scopes);
      return;
    }
    case 'MemberExpression':
      return each([node['object'] as Node, node['computed'] ? (node['property'] as Node) : undefined], scopes);
    case 'Property':
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return each([node['computed'] ? (node['key'] as Node) : undefined, node['value'] as Node | null], scopes);
    case 'LabeledStatement':
      return each([node['body'] as Node], scopes);
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'MetaProperty':
      return;
    case 'BlockStatement':
    case 'StaticBlock':
    case 'SwitchStatement': {
      const scope: Scope = new Set();
      const statements =
        node.type === 'SwitchStatement'
          ? (node['cases'] as Node[]).flatMap((part) => part['consequent'] as Node[])
          : (node['body'] as Node[]);
      for (const statement of statements) declaredBy(statement, scope);
      const inside = [...scopes, scope];
      if (node.type === 'SwitchStatement') return each(childrenOf(node), inside);
      return each(statements.slice(0, visit.upTo?.(node, parent, inside)), inside);
    }
    case 'ForStatement':
    case 'ForOfStatement':
    case 'ForInStatement': {
      const scope: Scope = new Set();
      const head = (node['init'] ?? node['left']) as Node | null;
      if (head) declaredBy(head, scope);
      return each(childrenOf(node), [...scopes, scope]);
    }
    case 'CatchClause': {
      const scope: Scope = new Set();
      namesIn(node['param'] as Node | null, scope);
      return each(childrenOf(node), [...scopes, scope]);
    }
    case 'ClassExpression': {
      const scope: Scope = new Set();
      namesIn(node['id'] as Node | null, scope);
      return each([node['superClass'] as Node | null, node['body'] as Node], [...scopes, scope]);
    }
    default:
      return each(childrenOf(node), scopes);
  }
}

/** Names a node takes from outside itself. */
export function freeNames(node: Node): Set<string> {
  const found = new Set<string>();
  walk(node, { name: (name) => found.add(name) });
  return found;
}

/** A text with parts of it replaced; the parts do not overlap. */
export function replaced(code: string, parts: readonly { start: number; end: number; text: string }[]): string {
  let out = '';
  let at = 0;
  for (const { start, end, text } of [...parts].sort((a, b) => a.start - b.start)) {
    out += code.slice(at, start) + text;
    at = end;
  }
  return out + code.slice(at);
}
