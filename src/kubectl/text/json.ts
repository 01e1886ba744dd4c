/**
 * Reads one JSON value at the start of a text. Unlike JSON.parse it says how far it came, and whether the text merely
 * ended too soon: Go's decoder tells these apart, and so do kubectl's messages.
 */
export type JsonRead = { readonly value: unknown; readonly end: number } | { readonly error: 'end' | 'syntax' };

class Stop extends Error {
  readonly why: 'end' | 'syntax';

  constructor(why: 'end' | 'syntax') {
    super(why);
    this.why = why;
  }
}

export function readJson(text: string, from = 0): JsonRead {
  let i = from;
  const blank = (): void => {
    while (i < text.length && ' \t\r\n'.includes(text[i]!)) i++;
  };
  const stop = (): never => {
    throw new Stop(i >= text.length ? 'end' : 'syntax');
  };
  const expect = (c: string): void => {
    blank();
    if (text[i] !== c) stop();
    i++;
  };
  const string = (): string => {
    const start = i;
    expect('"');
    for (; text[i] !== '"'; i++) {
      if (i >= text.length || text[i]! < ' ') stop();
      if (text[i] === '\\') i++;
    }
    i++;
    try {
      return JSON.parse(text.slice(start, i).trim()) as string;
    } catch {
      throw new Stop('syntax');
    }
  };
  const value = (): unknown => {
    blank();
    const c = text[i];
    if (c === '{') {
      i++;
      const out: Record<string, unknown> = {};
      blank();
      if (text[i] === '}') {
        i++;
        return out;
      }
      for (;;) {
        blank();
        const key = string();
        expect(':');
        out[key] = value();
        blank();
        if (text[i] === '}') break;
        expect(',');
      }
      i++;
      return out;
    }
    if (c === '[') {
      i++;
      const out: unknown[] = [];
      blank();
      if (text[i] === ']') {
        i++;
        return out;
      }
      for (;;) {
        out.push(value());
        blank();
        if (text[i] === ']') break;
        expect(',');
      }
      i++;
      return out;
    }
    if (c === '"') return string();
    const word = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/.exec(text.slice(i, i + 64));
    if (!word) return stop();
    i += word[0].length;
    return JSON.parse(word[0]) as unknown;
  };
  try {
    return { value: value(), end: i };
  } catch (error) {
    if (error instanceof Stop) return { error: error.why };
    throw error;
  }
}
