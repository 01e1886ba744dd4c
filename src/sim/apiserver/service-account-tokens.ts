import type { KubeObject } from '../../api/types.ts';
import type { VirtualMs } from '../kernel/types.ts';
import { epochMs, parseTimestamp } from '../time.ts';
import { cachedIn } from './cache/cache.ts';
import type { ApiServerState } from './state.ts';
import { issuer, readToken, type Bound, type TokenClaims } from './tokens.ts';

/** Seconds by which clocks may differ. Source: go-jose jwt.DefaultLeeway. */
const leewaySeconds = 60;

/**
 * What a bearer token proves now, or why it proves nothing ('': it is none of this cluster's). Its account must still be
 * there, and so must the Pod or Secret it may be bound to.
 * Models: pkg/serviceaccount/{jwt.go,claims.go} Validate.
 */
export function validToken(
  state: ApiServerState,
  token: string,
  nowMs: VirtualMs,
  audiences: readonly string[] = [issuer],
): TokenClaims | string {
  const claims = readToken(token);
  if (!claims) return '';
  if (!claims.audiences.some((audience) => audiences.includes(audience)))
    return `token audiences ${goStrings(claims.audiences)} is invalid for the target audiences ${goStrings(audiences)}`;
  const nowSeconds = Math.floor((epochMs + nowMs) / 1000);
  if (nowSeconds - leewaySeconds > claims.expiresSeconds) return 'service account token has expired';
  if (nowSeconds + leewaySeconds < claims.issuedSeconds) return 'service account token is not valid yet';
  const { namespace, name, uid } = claims;
  const account = cachedIn(state, 'serviceaccounts', namespace, name);
  if (!account) return `serviceaccounts "${name}" not found`;
  if (account.metadata.uid !== uid)
    return `service account UID (${account.metadata.uid}) does not match claim (${uid})`;
  const { pod, secret } = claims;
  for (const [prefix, what, bound] of [
    ['secrets', 'secret', secret],
    ['pods', 'pod', pod],
  ] as const) {
    const object = bound && cachedIn(state, prefix, namespace, bound.name);
    const problem = bound && boundProblem(what, bound, object, nowMs);
    if (problem) return problem;
  }
  return claims;
}

const goStrings = (list: readonly string[]): string => `[${list.map((text) => JSON.stringify(text)).join(' ')}]`;

function boundProblem(
  what: string,
  bound: Bound,
  object: KubeObject | undefined,
  nowMs: VirtualMs,
): string | undefined {
  const deleted = object?.metadata.deletionTimestamp;
  const isGone = deleted !== undefined && parseTimestamp(deleted) < nowMs - leewaySeconds * 1000;
  if (!object || isGone) return 'service account token has been invalidated';
  const { uid } = object.metadata;
  return uid === bound.uid
    ? undefined
    : `${what} UID (${uid}) does not match service account ${what} ref claim (${bound.uid})`;
}
