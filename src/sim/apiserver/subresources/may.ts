import { makeUser, serviceAccountUser } from '../stages/authentication.ts';
import { authorize } from '../stages/authorization.ts';
import type { ApiServerState } from '../state.ts';

/**
 * What `kubectl auth can-i VERB PLURAL --as USER` would be told, without a request: for who looks at the cluster from
 * outside. Leaves the server's state as it is: its index of grants is built anew.
 */
export function may(
  state: ApiServerState,
  user: string,
  verb: string,
  plural: string,
  namespace: string,
  group = '',
): boolean {
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user);
  const who = account ? serviceAccountUser(account[1]!, account[2]!) : makeUser(user, ['system:authenticated']);
  const info = { verb, isResource: true, group, version: '', plural, subresource: '', namespace, name: '' };
  return authorize({ ...state, rbac: undefined }, who, info, '').allowed;
}
