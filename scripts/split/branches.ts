import { childrenOf, declaredBy, freeNames, isFunction, namesIn, type Node, type Scope } from './syntax.ts';

/**
 * A piece of a function that may never run although the function does: one side of a choice, the body of a loop, what
 * follows an early return. Either one expression, or statements in a row.
 */
export interface Branch {
  readonly parts: readonly Node[];
  readonly isExpression: boolean;
  /** A statement without braces of its own. */
  readonly isBare: boolean;
}

/** What tells branches of one module apart. */
export const keyOf = ({ parts }: Branch): string => `${parts[0]!.start}-${parts.at(-1)!.end}`;

const none: Branch = { parts: [], isExpression: false, isBare: false };

/** The branch a node is to its parent; undefined where it runs whenever its parent does, and where it is empty. */
export function branchOf(node: Node, parent: Node): Branch | undefined {
  const found = anyBranchOf(node, parent);
  return found.parts.length > 0 ? found : undefined;
}

function anyBranchOf(node: Node, parent: Node): Branch {
  switch (parent.type) {
    case 'ConditionalExpression':
      return node === parent['test'] ? none : { ...none, parts: [node], isExpression: true };
    case 'LogicalExpression':
      return node === parent['right'] ? { ...none, parts: [node], isExpression: true } : none;
    case 'IfStatement':
      return node === parent['test'] ? none : statementsOf([node]);
    case 'ForStatement':
    case 'ForOfStatement':
    case 'ForInStatement':
    case 'WhileStatement':
    case 'CatchClause':
      return node === parent['body'] ? statementsOf([node]) : none;
    case 'SwitchStatement':
      return node.type === 'SwitchCase' && isPlain(node['test'] as Node | null)
        ? statementsOf(node['consequent'] as Node[])
        : none;
    default:
      return none;
  }
}

const isPlain = (test: Node | null): boolean => test === null || test.type === 'Literal';

/** Leaving a loop or a switch at the end stays where it is. */
function statementsOf(given: readonly Node[]): Branch {
  const isBlock = given.length === 1 && given[0]!.type === 'BlockStatement';
  const all = isBlock ? (given[0]!['body'] as Node[]) : given;
  const leaves = ['BreakStatement', 'ContinueStatement'].includes(all.at(-1)?.type ?? '');
  const parts = leaves ? all.slice(0, -1) : all;
  // Without braces a case's declarations would belong to all cases.
  if (!isBlock && parts.some(({ type }) => type.endsWith('Declaration'))) return none;
  return { parts, isExpression: false, isBare: !isBlock && given.length === 1 && !leaves };
}

/** What follows an `if` in a function's body: it may have returned. */
export function tailsOf(body: Node, parent: Node | undefined): Branch[] {
  if (!parent || !isFunction(parent)) return [];
  const statements = body['body'] as Node[];
  return statements.flatMap((_, i) => {
    if (i === 0 || statements[i - 1]!.type !== 'IfStatement') return [];
    const declared: Scope = new Set();
    for (const each of statements.slice(i)) declaredBy(each, declared);
    const isOwn = statements.slice(0, i).every((each) => [...freeNames(each)].every((name) => !declared.has(name)));
    return isOwn ? [{ parts: statements.slice(i), isExpression: false, isBare: false }] : [];
  });
}

/** How a branch ends: it always goes on behind itself, it never does, or it depends. */
export function endOf({ parts, isExpression }: Branch): 'goes on' | 'returns' | 'depends' {
  if (isExpression || !parts.some(hasReturn)) return 'goes on';
  return isEnd(parts.at(-1)!) ? 'returns' : 'depends';
}

const hasReturn = (node: Node): boolean =>
  !isFunction(node) && (node.type === 'ReturnStatement' || childrenOf(node).some(hasReturn));

function isEnd(node: Node): boolean {
  if (node.type === 'ReturnStatement' || node.type === 'ThrowStatement') return true;
  if (node.type === 'BlockStatement') {
    const last = (node['body'] as Node[]).at(-1);
    return last !== undefined && isEnd(last);
  }
  const alternate = node['alternate'] as Node | null | undefined;
  return node.type === 'IfStatement' && !!alternate && isEnd(node['consequent'] as Node) && isEnd(alternate);
}

/** Whether a piece jumps to somewhere outside of itself, or waits: then it has to stay. */
export function leaps(node: Node, loops = 0, breakable = 0): boolean {
  if (isFunction(node)) return false;
  if (['YieldExpression', 'AwaitExpression', 'LabeledStatement'].includes(node.type)) return true;
  if (node['label'] || node['await']) return true;
  if (node.type === 'BreakStatement') return loops + breakable === 0;
  if (node.type === 'ContinueStatement') return loops === 0;
  const isLoop = ['ForStatement', 'ForOfStatement', 'ForInStatement', 'WhileStatement', 'DoWhileStatement'].includes(
    node.type,
  );
  const isSwitch = node.type === 'SwitchStatement';
  return childrenOf(node).some((child) => leaps(child, loops + (isLoop ? 1 : 0), breakable + (isSwitch ? 1 : 0)));
}

/** Every name a piece of code gives a new value to, wherever that is declared. */
export function assignedIn(node: Node, into: Scope = new Set()): Scope {
  if (node.type === 'AssignmentExpression') namesIn(node['left'] as Node, into);
  if (node.type === 'UpdateExpression') namesIn(node['argument'] as Node, into);
  if (node.type === 'ForOfStatement' || node.type === 'ForInStatement') namesIn(node['left'] as Node, into);
  for (const child of childrenOf(node)) assignedIn(child, into);
  return into;
}
