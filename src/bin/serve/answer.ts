import type { ServerResponse } from 'node:http';
import type { WatchEvent } from '../../api/types.ts';
import { toYaml } from '../../kubectl/yaml/emit.ts';
import type { ApiResponse } from '../../sim/messages.ts';
import type { Encoding } from './negotiate.ts';

/** Bytes a slow reader may leave unread before its connection is closed, as upstream ends a watch that lags. */
const unreadBytesMax = 16 * 1024 * 1024;

export const plainStatus = (code: number, reason: string, message: string): Record<string, unknown> => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message,
  reason,
  code,
});

const warningHeaders = (warnings: readonly string[]): Record<string, string[]> =>
  warnings.length === 0 ? {} : { warning: warnings.map((text) => `299 - ${quoted(text)}`) };

/** Models: apimachinery/pkg/util/net NewWarningHeader: a quoted string without control characters. */
const quoted = (text: string): string => `"${asciiOnly(text.replace(/[\\"]/g, '\\$&'))}"`;
/** Header values are bytes: UTF-8, read as Latin-1 by node. */
const asciiOnly = (text: string): string =>
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  Buffer.from(text.replace(/[\u0000-\u001f\u007f]/g, ' '), 'utf8').toString('latin1');

/** Writes a whole answer. */
export function send(response: ServerResponse, answer: ApiResponse, encoding: Encoding = 'json'): void {
  if (response.headersSent || response.destroyed) return;
  const { code, body, headers = {}, warnings = [] } = answer;
  const text = typeof body === 'string';
  const payload = text ? body : encoding === 'yaml' ? toYaml(body ?? {}) : `${JSON.stringify(body ?? {})}\n`;
  const bytes = Buffer.from(payload, 'utf8');
  response.writeHead(code, {
    'content-type': text ? 'text/plain; charset=utf-8' : `application/${encoding}`,
    ...(encoding === 'yaml' ? withoutType(headers) : headers),
    ...warningHeaders(warnings),
    'content-length': bytes.length,
  });
  response.end(bytes);
}

const withoutType = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'content-type'));

/** Opens an answer that goes on. The headers go out at once: clients wait for them before they read. */
export function open(response: ServerResponse, answer: ApiResponse, type: string): void {
  response.writeHead(answer.code, {
    'content-type': type,
    ...answer.headers,
    ...warningHeaders(answer.warnings ?? []),
  });
  response.flushHeaders();
}

/** Adds to an open answer; a reader that does not read is cut off. */
export function add(response: ServerResponse, text: string): void {
  if (response.destroyed) return;
  response.write(text);
  if (response.writableLength > unreadBytesMax) response.destroy();
}

/** Events are frozen and go to many watchers: written once. */
const written = new WeakMap<WatchEvent, string>();

export function watchLine(event: WatchEvent): string {
  let line = written.get(event);
  if (line === undefined) {
    line = `${JSON.stringify(event)}\n`;
    if (Object.isFrozen(event)) written.set(event, line);
  }
  return line;
}
