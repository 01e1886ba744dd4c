import { sha256 } from '../../api/sha256.ts';
import { decodeBase64Url, encodeBase64Url } from './base64.ts';

/** What a service account's token says. Times are Unix seconds. */
export interface TokenClaims {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly issuedSeconds: number;
  readonly expiresSeconds: number;
  readonly audiences: readonly string[];
}

/** Stands for the cluster's signing key: anybody who reads this page may forge tokens for a cluster that does not exist. */
const key = 'wheelhouse-service-account-key';
const header = encodeBase64Url(JSON.stringify({ alg: 'RS256', kid: sha256(key).slice(0, 43) }));
export const issuer = 'https://kubernetes.default.svc.cluster.local';

/** A JSON Web Token as the TokenRequest API gives it. The signature is a keyed hash in place of RSA. */
export function signToken(claims: TokenClaims): string {
  const payload = encodeBase64Url(
    JSON.stringify({
      aud: claims.audiences,
      exp: claims.expiresSeconds,
      iat: claims.issuedSeconds,
      iss: issuer,
      'kubernetes.io': { namespace: claims.namespace, serviceaccount: { name: claims.name, uid: claims.uid } },
      nbf: claims.issuedSeconds,
      sub: `system:serviceaccount:${claims.namespace}:${claims.name}`,
    }),
  );
  return `${header}.${payload}.${signature(payload)}`;
}

const signature = (payload: string): string => encodeBase64Url(sha256(`${key}.${header}.${payload}`));

/** Claims of a token this cluster signed, or undefined. Expiry is not looked at: clients refresh in time. */
export function readToken(token: string): TokenClaims | undefined {
  const [head, payload, signed] = token.split('.');
  if (head !== header || payload === undefined || signed !== signature(payload)) return undefined;
  const claims = JSON.parse(decodeBase64Url(payload)) as {
    aud: string[];
    exp: number;
    iat: number;
    'kubernetes.io': { namespace: string; serviceaccount: { name: string; uid: string } };
  };
  const { namespace, serviceaccount } = claims['kubernetes.io'];
  return {
    namespace,
    name: serviceaccount.name,
    uid: serviceaccount.uid,
    issuedSeconds: claims.iat,
    expiresSeconds: claims.exp,
    audiences: claims.aud,
  };
}
