import { Environment } from '@marcbachmann/cel-js';
import type { CelEngine } from '../sim/apiserver/index.ts';

/** CEL as the API server runs it in admission policies: what is not declared is an error, types are found out while it runs. */
const environment = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false, enableOptionalTypes: true });

type Program = ReturnType<typeof environment.parse>;
/** Only a memory of what parsing the same text gives again. */
const parsed = new Map<string, Program>();
const parsedMax = 500;

function programOf(expression: string): Program {
  let program = parsed.get(expression);
  if (program) return program;
  if (parsed.size >= parsedMax) parsed.clear();
  parsed.set(expression, (program = environment.parse(expression)));
  return program;
}

/** JSON as CEL sees Kubernetes objects: whole numbers are ints. Getters stay: variables are worked out when asked for. */
function toCel(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(toCel);
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const { get } = Object.getOwnPropertyDescriptor(value, key)!;
    if (get) Object.defineProperty(out, key, { enumerable: true, get: () => get.call(value) });
    else if ((value as Record<string, unknown>)[key] !== undefined) out[key] = toCel((value as Record<string, unknown>)[key]);
  }
  return out;
}

/** In cel-go's words where they differ. */
const wordsOf = (message: string): string => {
  const line = message.split('\n')[0]!;
  const variable = /^Unknown variable: (.+)$/.exec(line);
  return variable ? `undeclared reference to '${variable[1]}' (in container '')` : line.replace(/^No such key:/, 'no such key:');
};

export const celEngine: CelEngine = (expression, variables) => {
  try {
    return { value: programOf(expression)(toCel(variables) as Record<string, unknown>) };
  } catch (error) {
    return { error: wordsOf(error instanceof Error ? error.message : String(error)) };
  }
};
