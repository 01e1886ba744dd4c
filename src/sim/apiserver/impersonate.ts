import type { Status } from '../../api/types.ts';
import type { ApiRequest } from '../messages.ts';
import { makeUser, serviceAccountUser } from './stages/authentication.ts';
import { authorize, denial } from './stages/authorization.ts';
import type { ApiServerState, RequestInfo, User } from './state.ts';

const extraPrefix = 'impersonate-extra-';
const reviews = 'authentication.k8s.io';

/**
 * Who the request is to count as: the user itself, or the one named by `kubectl --as`, if the user may do that. A text:
 * the request makes no sense (500). Headers given several times are one text here, a line for each.
 * Models: apiserver/pkg/endpoints/filters/impersonation.go.
 */
export function impersonate(state: ApiServerState, user: User, { path, headers }: ApiRequest): User | Status | string {
  // Nearly every request comes by here and asks for nothing of the kind.
  for (const name in headers) if (name.startsWith('impersonate-')) return lend(state, user, path, headers);
  return user;
}

function lend(
  state: ApiServerState,
  user: User,
  path: string,
  headers: Readonly<Record<string, string>>,
): User | Status | string {
  const name = headers['impersonate-user'];
  const uid = headers['impersonate-uid'];
  const groups = linesOf(headers['impersonate-group']);
  const extra = extraOf(headers);
  if (!name && groups.length === 0 && !uid && !extra) return user;
  const values = Object.entries(extra ?? {}).flatMap(([key, list]) => list.map((value) => [key, value] as const));
  if (!name) {
    const wanted = [
      ...groups.map((group) => `{Group  ${group}    }`),
      ...values.map(([key, value]) => `{UserExtra  ${value}  ${reviews}/v1  ${key}}`),
      ...(uid ? [`{UID  ${uid}  ${reviews}/v1  }`] : []),
    ];
    const text = `requested [${wanted.join(' ')}] without impersonating a user`;
    return `Internal Server Error: ${JSON.stringify(path)}: ${text}\n`;
  }
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name);
  const asked = [
    account ? ask('', 'serviceaccounts', account[2]!, account[1]!) : ask('', 'users', name),
    ...groups.map((group) => ask('', 'groups', group)),
    ...values.map(([key, value]) => ask(reviews, 'userextras', value, '', key)),
    ...(uid ? [ask(reviews, 'uids', uid)] : []),
  ];
  for (const info of asked) {
    const decision = authorize(state, user, info, '');
    if (!decision.allowed) return denial(user, info, '', decision.reason);
  }
  const more = { uid, extra };
  if (account && groups.length === 0) return serviceAccountUser(account[1]!, account[2]!, more);
  const everybody = ['system:authenticated', 'system:unauthenticated'];
  const own = name === 'system:anonymous' ? everybody[1]! : everybody[0]!;
  return makeUser(name, groups.some((group) => everybody.includes(group)) ? groups : [...groups, own], more);
}

const linesOf = (text: string | undefined): string[] => (text ? text.split('\n') : []);

function extraOf(headers: Readonly<Record<string, string>>): Record<string, string[]> | undefined {
  const keys = Object.keys(headers).filter((name) => name.startsWith(extraPrefix));
  if (keys.length === 0) return undefined;
  const named = keys.sort().map((name) => [unescaped(name.slice(extraPrefix.length)), linesOf(headers[name])]);
  return Object.fromEntries(named) as Record<string, string[]>;
}

/** A key may hold what a header's name may not, written as in an address. What is no such writing stays as it is. */
function unescaped(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

const ask = (group: string, plural: string, name: string, namespace = '', subresource = ''): RequestInfo => ({
  verb: 'impersonate',
  isResource: true,
  group,
  version: 'v1',
  plural,
  subresource,
  namespace,
  name,
});
