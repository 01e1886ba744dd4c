import { describe, expect, it } from 'vitest';
import { HttpRequests, type HttpRequest } from './http-requests.ts';

const read = (...pieces: string[]): (string | false | undefined)[] => {
  const requests = new HttpRequests();
  const out: (string | false | undefined)[] = [];
  for (const piece of pieces) {
    requests.feed(Buffer.from(piece));
    let taken: HttpRequest | undefined | false;
    while ((taken = requests.take()))
      out.push(`${taken.method} ${taken.path} ${taken.body.toString()} ${taken.keepAlive}`);
    out.push(taken);
  }
  return out;
};

describe('HTTP on a forwarded port', () => {
  it.each<[string, string[], (string | false | undefined)[]]>([
    ['one request', ['GET / HTTP/1.1\r\nHost: x\r\n\r\n'], ['GET /  true', undefined]],
    ['in pieces', ['GE', 'T / HTTP/1.1\r\n', '\r\n'], [undefined, undefined, 'GET /  true', undefined]],
    [
      'two at once, the first with a body',
      ['POST /a?b HTTP/1.1\r\nContent-Length: 3\r\n\r\nxyzGET /c HTTP/1.0\r\n\r\n'],
      ['POST /a?b xyz true', 'GET /c  false', undefined],
    ],
    [
      'a body in chunks',
      ['PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\n', 'de\r\n0\r\n\r\n'],
      [undefined, 'PUT / abcde true', undefined],
    ],
    ['a body that is still to come', ['POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc'], [undefined]],
    ['the last one', ['GET / HTTP/1.1\r\nConnection: close\r\n\r\n'], ['GET /  false', undefined]],
    ['a proxy’s form', ['GET http://web/x HTTP/1.1\r\n\r\n'], ['GET /x  true', undefined]],
    ['something else', ['\u0016\u0003\u0001 hello'], [false]],
    ['no HTTP after all', ['GET nothing\r\n\r\n'], [false]],
    ['too large', ['POST / HTTP/1.1\r\nContent-Length: 9999999\r\n\r\n'], [false]],
    ['a bad chunk', ['POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'], [false]],
  ])('%s', (_, pieces, wanted) => expect(read(...pieces)).toEqual(wanted));
});
