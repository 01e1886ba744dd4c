import { sha256 } from '../../api/sha256.ts';
import { decodeBase64Url, encodeBase64Url } from './base64.ts';

/** An object a token is bound to: it dies with it. */
export interface Bound {
  readonly name: string;
  readonly uid: string;
}

/** What a service account's token says. Times are Unix seconds. */
export interface TokenClaims {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly issuedSeconds: number;
  readonly expiresSeconds: number;
  readonly audiences: readonly string[];
  /** JWT ID. */
  readonly id: string;
  readonly pod?: Bound | undefined;
  /** The machine of the Pod. */
  readonly node?: Bound | undefined;
  readonly secret?: Bound | undefined;
}

/** Stands for the cluster's signing key: anybody who reads this page may forge tokens for a cluster that does not exist. */
const key = 'wheelhouse-service-account-key';
const header = encodeBase64Url(JSON.stringify({ alg: 'RS256', kid: sha256(key).slice(0, 43) }));
export const issuer = 'https://kubernetes.default.svc.cluster.local';

/** A JSON Web Token as the TokenRequest API gives it. The signature is a keyed hash in place of RSA. */
export function signToken(claims: TokenClaims): string {
  const { namespace, name, uid, node, pod, secret } = claims;
  const payload = encodeBase64Url(
    JSON.stringify({
      aud: claims.audiences,
      exp: claims.expiresSeconds,
      iat: claims.issuedSeconds,
      iss: issuer,
      jti: claims.id,
      'kubernetes.io': {
        namespace,
        ...(node ? { node } : {}),
        ...(pod ? { pod } : {}),
        ...(secret ? { secret } : {}),
        serviceaccount: { name, uid },
      },
      nbf: claims.issuedSeconds,
      sub: `system:serviceaccount:${namespace}:${name}`,
    }),
  );
  return `${header}.${payload}.${signature(payload)}`;
}

const signature = (payload: string): string => encodeBase64Url(sha256(`${key}.${header}.${payload}`));

/** Claims of a token this cluster signed, or undefined. Whether they still hold is another question. */
export function readToken(token: string): TokenClaims | undefined {
  const [head, payload, signed] = token.split('.');
  if (head !== header || payload === undefined || signed !== signature(payload)) return undefined;
  const claims = JSON.parse(decodeBase64Url(payload)) as {
    aud: string[];
    exp: number;
    iat: number;
    jti: string;
    'kubernetes.io': { namespace: string; serviceaccount: Bound; pod?: Bound; node?: Bound; secret?: Bound };
  };
  const { namespace, serviceaccount, pod, node, secret } = claims['kubernetes.io'];
  return {
    namespace,
    name: serviceaccount.name,
    uid: serviceaccount.uid,
    issuedSeconds: claims.iat,
    expiresSeconds: claims.exp,
    audiences: claims.aud,
    id: claims.jti,
    pod,
    node,
    secret,
  };
}
