import { send, succeeded } from '../client.ts';
import type { Call } from '../command.ts';
import { fail, failWith, problemOf } from '../errors.ts';
import { fileName } from '../shell/files.ts';
import { quote } from '../text/go.ts';
import { readJson } from '../text/json.ts';
import { print, type Request, type Run } from '../types.ts';

/** `--raw`: one request to a path, and its answer as it comes. Models: kubectl/pkg/rawhttp. */
export function* sendRaw(call: Call, method: Request['method'], uri: string): Run<number> {
  const { flags, session } = call;
  if (!uri.startsWith('/')) fail(`--raw must be a valid URL path: parse ${quote(uri)}: invalid URI for request`);
  const [path, search = ''] = uri.split('?') as [string, string?];
  const query = Object.fromEntries(
    search
      .split('&')
      .filter(Boolean)
      .map((pair) => pair.split('=').map(decodeURIComponent) as [string, string]),
  );
  const files = flags.list('filename');
  let body: unknown;
  if (method === 'POST' || method === 'PUT') {
    if (files.length === 0) fail('must specify one of -f and -k');
    if (files.length > 1) fail('can only use --raw with a single local file or stdin');
    const text =
      files[0] === '-'
        ? (session.stdin ?? '')
        : (session.files[fileName(files[0]!)] ?? fail(`open ${files[0]!}: no such file or directory`));
    const read = readJson(text);
    body = 'error' in read ? text : read.value;
  }
  const { response } = yield* send(session, {
    method,
    path,
    query,
    ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
  });
  if (!succeeded(response)) failWith(problemOf(response));
  yield* print(typeof response.body === 'string' ? response.body : `${JSON.stringify(response.body)}\n`);
  return 0;
}
