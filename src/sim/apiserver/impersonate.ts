import { forbidden } from '../../api/status.ts';
import type { Status } from '../../api/types.ts';
import type { ApiRequest } from '../messages.ts';
import { makeUser, serviceAccountUser } from './stages/authentication.ts';
import { authorize, denial } from './stages/authorization.ts';
import type { ApiServerState, RequestInfo, User } from './state.ts';

/**
 * Who the request is to count as: the user itself, or the one named by `kubectl --as`, if the user may do that.
 * Models: apiserver/pkg/endpoints/filters/impersonation.go. Left out: uid and extra.
 */
export function impersonate(state: ApiServerState, user: User, { headers }: ApiRequest): User | Status {
  const name = headers?.['impersonate-user'];
  const list = headers?.['impersonate-group'];
  if (!name && !list) return user;
  const groups =
    list
      ?.split(',')
      .map((group) => group.trim())
      .filter((group) => group !== '') ?? [];
  if (!name)
    return groups.length === 0
      ? user
      : forbidden(undefined, '', 'requested [{Group  ' + groups.join(' ') + '    }] without impersonating a user');
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name);
  const wanted = account ? ask('serviceaccounts', account[2]!, account[1]!) : ask('users', name, '');
  for (const info of [wanted, ...groups.map((group) => ask('groups', group, ''))]) {
    const decision = authorize(state, user, info, '');
    if (!decision.allowed) return denial(user, info, '', decision.reason);
  }
  if (account && groups.length === 0) return serviceAccountUser(account[1]!, account[2]!);
  const everybody = name === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated';
  return makeUser(name, groups.includes(everybody) ? groups : [...groups, everybody]);
}

const ask = (plural: string, name: string, namespace: string): RequestInfo => ({
  verb: 'impersonate',
  isResource: true,
  group: '',
  version: 'v1',
  plural,
  subresource: '',
  namespace,
  name,
});
