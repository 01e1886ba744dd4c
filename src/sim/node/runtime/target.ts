/** What a network command asks for. */
export interface Target {
  readonly tool: 'wget' | 'curl';
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** Where the answer is saved; undefined: it is printed. */
  readonly file?: string;
  /** An answer of 400 and above counts as a failure. */
  readonly failsOnError: boolean;
}

/** Flags that take the next word. */
const withValue = {
  wget: /^-(?:[a-zA-Z]*[OTUYPo]|-header|-post-data|-timeout)$/,
  curl: /^-(?:[a-zA-Z]*[omHXdwuA]|-max-time|-connect-timeout|-output|-header|-request|-data|-retry)$/,
};

/** Reads `wget -q -O- http://web/path`; undefined for commands that are no HTTP request. */
export function readTarget([name = '', ...args]: readonly string[]): Target | undefined {
  if (name !== 'wget' && name !== 'curl') return undefined;
  let url: string | undefined;
  let output: string | undefined;
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!;
    const glued = /^-[a-zA-Z]*?([Oo])(.+)$/.exec(word);
    if (withValue[name].test(word)) {
      const value = args[++i] ?? '';
      if (word.endsWith(name === 'wget' ? 'O' : 'o') || word === '--output') output = value;
    } else if (glued && !word.startsWith('--') && glued[1] === (name === 'wget' ? 'O' : 'o')) output = glued[2];
    else if (!word.startsWith('-')) url ??= word;
  }
  const parts = /^(?:(https?):\/\/)?([^/:?]+)(?::(\d+))?([/?].*)?$/.exec(url ?? '');
  if (!parts) return undefined;
  const [, scheme = 'http', host = '', port, rest = '/'] = parts;
  const path = rest.startsWith('?') ? `/${rest}` : rest;
  const spider = args.includes('--spider');
  const save =
    name === 'wget'
      ? (output ?? (spider ? '/dev/null' : path.slice(path.lastIndexOf('/') + 1).split('?')[0] || 'index.html'))
      : output;
  return {
    tool: name,
    host,
    port: port === undefined ? (scheme === 'https' ? 443 : 80) : Number(port),
    path,
    ...(save === undefined || save === '-' || save === '/dev/stdout' ? {} : { file: save }),
    failsOnError: name === 'wget' || args.some((word) => /^-[a-zA-Z]*f/.test(word) || word === '--fail'),
  };
}
