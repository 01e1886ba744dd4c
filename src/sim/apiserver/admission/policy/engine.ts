/** What an expression came to. */
export type Evaluated = { readonly value: unknown } | { readonly error: string };

/** Evaluates one CEL expression with these variables. Must be pure. */
export type CelEngine = (expression: string, variables: Readonly<Record<string, unknown>>) => Evaluated;

/** Filled by whoever brings the interpreter: it is large, and a cluster without policies never asks for it. */
export const cel: { engine: CelEngine | undefined } = { engine: undefined };

export function evaluateCel(expression: string, variables: Readonly<Record<string, unknown>>): Evaluated {
  if (!cel.engine) throw new Error('the CEL interpreter is not there yet');
  return cel.engine(expression, variables);
}
