import type { Credential } from '../../messages.ts';
import type { VirtualMs } from '../../kernel/types.ts';
import { validToken } from '../service-account-tokens.ts';
import type { ApiServerState, User } from '../state.ts';
import type { TokenClaims } from '../tokens.ts';

const nodePrefix = 'system:node:';
/** Source: apiserver/pkg/authentication/user CredentialIDKey. */
const credentialIdKey = 'authentication.kubernetes.io/credential-id';

export const makeUser = (
  name: string,
  groups: readonly string[],
  { uid, extra }: Partial<Pick<User, 'uid' | 'extra'>> = {},
): User =>
  Object.freeze({
    name,
    groups,
    uid,
    extra,
    key: `${name}\n${groups.join('\n')}`,
    text: groups.length > 0 ? `${name} (${groups.join(', ')})` : name,
    master: groups.includes('system:masters'),
    node: name.startsWith(nodePrefix) && groups.includes('system:nodes') ? name.slice(nodePrefix.length) : undefined,
  });

/** Groups of every service account. Models: apiserver/pkg/authentication/serviceaccount/util.go MakeGroupNames. */
export const serviceAccountUser = (
  namespace: string,
  name: string,
  more: Partial<Pick<User, 'uid' | 'extra'>> = {},
): User =>
  makeUser(
    `system:serviceaccount:${namespace}:${name}`,
    ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
    more,
  );

const anonymous = makeUser('system:anonymous', ['system:unauthenticated']);

/** Only a memory of an answer that is always the same: clients use one frozen credential for all their requests. */
const known = new WeakMap<Credential, User>();

/** What a user is to reviews and signing requests. */
export const userInfo = ({ name, uid, groups, extra }: User): Record<string, unknown> => ({
  username: name,
  ...(uid === undefined ? {} : { uid }),
  groups,
  ...(extra ? { extra } : {}),
});

/**
 * Who is asking, or undefined: the credential is not valid (401).
 * Models: apiserver/pkg/authentication/request/{x509,bearertoken,anonymous,union}. Left out: OIDC, webhooks, token files.
 */
export function authenticate(state: ApiServerState, credential: Credential, nowMs: VirtualMs): User | undefined {
  const before = known.get(credential);
  if (before) return before;
  if (credential.type === 'token') {
    // Controllers hold the tokens of their own accounts, which the model writes out as the subject they prove.
    const own = /^system:serviceaccount:(kube-system):([a-z0-9-]+)$/.exec(credential.token);
    if (!own) return tokenUser(state, credential.token, nowMs);
    return remember(credential, serviceAccountUser(own[1]!, own[2]!));
  }
  return remember(credential, identify(credential));
}

function remember(credential: Credential, user: User | undefined): User | undefined {
  if (user && Object.isFrozen(credential)) known.set(credential, user);
  return user;
}

function identify(credential: Exclude<Credential, { type: 'token' }>): User | undefined {
  switch (credential.type) {
    case 'certificate': {
      const { commonName, organizations, fingerprint, uid } = credential;
      // A certificate without a name proves nothing: whoever shows it is nobody in particular.
      if (commonName === '') return anonymous;
      const extra = fingerprint === undefined ? undefined : { [credentialIdKey]: [`X509SHA256=${fingerprint}`] };
      return makeUser(commonName, [...organizations, 'system:authenticated'], { uid, extra });
    }
    case 'anonymous':
      return anonymous;
    case 'unverified':
      return undefined;
  }
}

function tokenUser(state: ApiServerState, token: string, nowMs: VirtualMs): User | undefined {
  const claims = validToken(state, token, nowMs);
  return typeof claims === 'string' ? undefined : claimsUser(claims);
}

/** Models: apiserver/pkg/authentication/serviceaccount/util.go ServiceAccountInfo.UserInfo. */
export function claimsUser(claims: TokenClaims): User {
  const { namespace, name, uid, id, pod, node } = claims;
  const prefix = 'authentication.kubernetes.io';
  return serviceAccountUser(namespace, name, {
    uid,
    extra: {
      [credentialIdKey]: [`JTI=${id}`],
      ...(node ? { [`${prefix}/node-name`]: [node.name], [`${prefix}/node-uid`]: [node.uid] } : {}),
      ...(pod ? { [`${prefix}/pod-name`]: [pod.name], [`${prefix}/pod-uid`]: [pod.uid] } : {}),
    },
  });
}
