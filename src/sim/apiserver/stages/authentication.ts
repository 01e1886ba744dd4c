import type { Credential } from '../../messages.ts';
import { readToken } from '../tokens.ts';
import type { User } from '../state.ts';

const nodePrefix = 'system:node:';

export const makeUser = (name: string, groups: readonly string[]): User =>
  Object.freeze({
    name,
    groups,
    key: `${name}\n${groups.join('\n')}`,
    text: groups.length > 0 ? `${name} (${groups.join(', ')})` : name,
    master: groups.includes('system:masters'),
    node: name.startsWith(nodePrefix) && groups.includes('system:nodes') ? name.slice(nodePrefix.length) : undefined,
  });

/** Groups of every service account. Models: apiserver/pkg/authentication/serviceaccount/util.go MakeGroupNames. */
export const serviceAccountUser = (namespace: string, name: string): User =>
  makeUser(`system:serviceaccount:${namespace}:${name}`, [
    'system:serviceaccounts',
    `system:serviceaccounts:${namespace}`,
    'system:authenticated',
  ]);

const anonymous = makeUser('system:anonymous', ['system:unauthenticated']);

/** Only a memory of an answer that is always the same: clients use one frozen credential for all their requests. */
const known = new WeakMap<Credential, User>();

/**
 * Who is asking, or undefined: the credential is not valid (401).
 * Models: apiserver/pkg/authentication/request/{x509,bearertoken,anonymous,union}. Left out: OIDC, webhooks, token files.
 */
export function authenticate(credential: Credential): User | undefined {
  const before = known.get(credential);
  if (before) return before;
  const user = identify(credential);
  if (user && Object.isFrozen(credential)) known.set(credential, user);
  return user;
}

function identify(credential: Credential): User | undefined {
  switch (credential.type) {
    case 'certificate':
      return makeUser(credential.commonName, [...credential.organizations, 'system:authenticated']);
    case 'token': {
      // Controllers hold the tokens of their own accounts, which the model writes out as the subject they prove.
      const own = /^system:serviceaccount:(kube-system):([a-z0-9-]+)$/.exec(credential.token);
      if (own) return serviceAccountUser(own[1]!, own[2]!);
      const claims = readToken(credential.token);
      return claims && serviceAccountUser(claims.namespace, claims.name);
    }
    case 'anonymous':
      return anonymous;
  }
}
