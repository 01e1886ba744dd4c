import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate } from '@peculiar/asn1-x509';
import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Credential } from '../../../sim/messages.ts';
import { clientAuth } from './authority.ts';

const oids = { commonName: '2.5.4.3', organization: '2.5.4.10', uid: '1.3.6.1.4.1.57683.2' };
const unverified: Credential = Object.freeze({ type: 'unverified' });

interface Peer {
  readonly credential: Credential;
  /** Unix ms between which it holds. */
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * Reads who the certificate of a connection names. It must be the authority's, for clients, and hold at the cluster's time.
 * Models: apiserver/pkg/authentication/request/x509/x509.go. Left out: authorities in between.
 */
export function peerReader(authority: string, nowMs: () => number): (socket: Socket) => Credential | undefined {
  const issuer = new X509Certificate(authority);
  const known = new WeakMap<Socket, Peer>();
  return (socket) => {
    let peer = known.get(socket);
    if (!peer) {
      const shown = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
      if (!shown) return undefined;
      peer = read(shown, issuer);
      known.set(socket, peer);
    }
    const now = nowMs();
    return now >= peer.fromMs && now <= peer.untilMs ? peer.credential : unverified;
  };
}

function read(shown: X509Certificate, issuer: X509Certificate): Peer {
  const [fromMs, untilMs] = [Date.parse(shown.validFrom), Date.parse(shown.validTo)];
  const isOurs = shown.checkIssued(issuer) && shown.verify(issuer.publicKey);
  // Without the extension a certificate serves every purpose.
  const purposes = shown.keyUsage as readonly string[] | undefined;
  if (!isOurs || !(purposes?.includes(clientAuth) ?? true)) return { credential: unverified, fromMs, untilMs };
  const { subject } = AsnConvert.parse(shown.raw, Certificate).tbsCertificate;
  const texts = (oid: string): string[] =>
    subject.flatMap((set) => set.filter(({ type }) => type === oid).map(({ value }) => value.toString()));
  const credential: Credential = Object.freeze({
    type: 'certificate',
    commonName: texts(oids.commonName).at(-1) ?? '',
    organizations: Object.freeze(texts(oids.organization)),
    fingerprint: shown.fingerprint256.replaceAll(':', '').toLowerCase(),
    ...(texts(oids.uid).length === 1 ? { uid: texts(oids.uid)[0]! } : {}),
  });
  return { credential, fromMs, untilMs };
}
