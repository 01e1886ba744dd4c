/** `i + 1`, `$i * 2`, `i % 3 == 0`: one left-to-right chain with the usual precedence of two levels. */
export function arithmetic(text: string, vars: Readonly<Record<string, string>>): number {
  const tokens = text.match(/\d+|[A-Za-z_$]\w*|==|!=|<=|>=|[-+*/%<>()]/g) ?? [];
  let at = 0;
  const value = (): number => {
    const token = tokens[at++];
    if (token === undefined) return 0;
    if (token === '(') {
      const inner = compare();
      at++;
      return inner;
    }
    if (token === '-') return -value();
    if (/^\d/.test(token)) return Number(token);
    return Number(vars[token.replace('$', '')] ?? 0) || 0;
  };
  const product = (): number => {
    let left = value();
    while (tokens[at] === '*' || tokens[at] === '/' || tokens[at] === '%') {
      const op = tokens[at++];
      const right = value();
      left = op === '*' ? left * right : right === 0 ? 0 : op === '/' ? Math.trunc(left / right) : left % right;
    }
    return left;
  };
  const sum = (): number => {
    let left = product();
    while (tokens[at] === '+' || tokens[at] === '-') left = tokens[at++] === '+' ? left + product() : left - product();
    return left;
  };
  const compare = (): number => {
    const left = sum();
    const op = tokens[at];
    if (!op || !/^(?:==|!=|<=|>=|<|>)$/.test(op)) return left;
    at++;
    const right = sum();
    return Number(
      op === '=='
        ? left === right
        : op === '!='
          ? left !== right
          : op === '<'
            ? left < right
            : op === '>'
              ? left > right
              : op === '<='
                ? left <= right
                : left >= right,
    );
  };
  return compare();
}
