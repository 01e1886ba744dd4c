import { CertificationRequest } from '@peculiar/asn1-csr';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  Extensions,
  id_ce_subjectAltName,
  KeyUsageFlags,
  SubjectAlternativeName,
  type Name,
} from '@peculiar/asn1-x509';
import { createPublicKey, generateKeyPairSync, randomBytes, verify } from 'node:crypto';
import type { CertificateAuthority, SigningOrder } from '../../../api/certificate-request.ts';
import {
  alternativeNames,
  arrayBuffer,
  keyIdOf,
  makeCertificate,
  pem,
  publicKeyInfo,
  subjectName,
  type Issuer,
} from './certificate.ts';

/** Lives of kubeadm's certificates, in ms. Source: cmd/kubeadm/app/constants CertificateValidityPeriod, CACertificateValidityPeriod. */
const yearMs = 365 * 24 * 3_600_000;
const authorityMs = 10 * yearMs;
const keyBits = 2048;

const serverAuth = '1.3.6.1.5.5.7.3.1';
export const clientAuth = '1.3.6.1.5.5.7.3.2';
const extensionRequest = '1.2.840.113549.1.9.14';

/** Source: pkg/controller/certificates/authority/policies.go. */
const keyUsages: Readonly<Record<string, number>> = {
  signing: KeyUsageFlags.digitalSignature,
  'digital signature': KeyUsageFlags.digitalSignature,
  'content commitment': KeyUsageFlags.nonRepudiation,
  'key encipherment': KeyUsageFlags.keyEncipherment,
  'key agreement': KeyUsageFlags.keyAgreement,
  'data encipherment': KeyUsageFlags.dataEncipherment,
  'cert sign': KeyUsageFlags.keyCertSign,
  'crl sign': KeyUsageFlags.cRLSign,
  'encipher only': KeyUsageFlags.encipherOnly,
  'decipher only': KeyUsageFlags.decipherOnly,
};
const purposes: Readonly<Record<string, string>> = { 'server auth': serverAuth, 'client auth': clientAuth };

/** A certificate and its key, both in PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** The cluster's certificate authority with its key, and what kubeadm has it sign. */
export interface ClusterAuthority extends CertificateAuthority {
  /** The API server's own certificate. */
  serving(): KeyPair;
  /** A person's or a component's client certificate. */
  client(commonName: string, organizations: readonly string[]): KeyPair;
}

/** Names and addresses of the API server. Source: cmd/kubeadm/app/util/pkiutil GetAPIServerAltNames; 10.96.0.1 is the Service's. */
const serverNames = [
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
  'localhost',
];
const serverAddresses = ['10.96.0.1', '127.0.0.1', '::1'];

/**
 * Makes a new authority with a new key. What it signs holds from `fromMs` on; its years are counted from `nowMs`. (Unix;
 * where the cluster's clock is not the wall clock, both lie in between.)
 */
export function createAuthority(fromMs: number, nowMs: number): ClusterAuthority {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: keyBits });
  const own = publicKeyInfo(publicKey);
  const issuer: Issuer = { name: subjectName('kubernetes', []), key: privateKey, keyId: keyIdOf(own) };
  const certificate = makeCertificate(
    {
      subject: issuer.name,
      publicKey: own,
      serial: '',
      fromMs,
      untilMs: nowMs + authorityMs,
      keyUsage: KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment | KeyUsageFlags.keyCertSign,
      purposes: [],
      names: alternativeNames(['kubernetes'], []),
      isAuthority: true,
    },
    issuer,
  );
  const issue = (subject: Name, purpose: string, names?: SubjectAlternativeName): KeyPair => {
    const pair = generateKeyPairSync('rsa', { modulusLength: keyBits });
    const der = makeCertificate(
      {
        subject,
        publicKey: publicKeyInfo(pair.publicKey),
        serial: randomBytes(8).toString('hex'),
        fromMs,
        untilMs: nowMs + yearMs,
        keyUsage: KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment,
        purposes: [purpose],
        names,
      },
      issuer,
    );
    return {
      certificate: pem('CERTIFICATE', der),
      key: pair.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    };
  };
  return {
    certificate: pem('CERTIFICATE', certificate),
    check: checkSignature,
    sign: (order) => pem('CERTIFICATE', signRequest(order, issuer, nowMs + authorityMs)),
    serving: () => issue(subjectName('kube-apiserver', []), serverAuth, alternativeNames(serverNames, serverAddresses)),
    client: (name, organizations) => issue(subjectName(name, organizations), clientAuth),
  };
}

const readRequest = (der: readonly number[]): CertificationRequest =>
  AsnConvert.parse(arrayBuffer(der), CertificationRequest);

/** Does the request prove that its sender holds the key? Models: Go crypto/x509 CheckSignature. */
function checkSignature(der: readonly number[]): string | undefined {
  const rsa = failures['rsa']!;
  try {
    const request = readRequest(der);
    const { certificationRequestInfo, certificationRequestInfoRaw, signature, signatureAlgorithm } = request;
    const spki = Buffer.from(AsnConvert.serialize(certificationRequestInfo.subjectPKInfo));
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    const data = Buffer.from(certificationRequestInfoRaw ?? AsnConvert.serialize(certificationRequestInfo));
    const hash = hashes[signatureAlgorithm.algorithm];
    if (hash === undefined) return 'x509: cannot verify signature: algorithm unimplemented';
    if (verify(hash, data, key, Buffer.from(signature))) return undefined;
    return failures[key.asymmetricKeyType ?? ''] ?? rsa;
  } catch {
    return rsa;
  }
}

const failures: Readonly<Record<string, string>> = {
  rsa: 'crypto/rsa: verification error',
  ec: 'x509: ECDSA verification failure',
  ed25519: 'x509: Ed25519 verification failure',
};

/** Hash of each signature algorithm; Ed25519 brings its own. */
const hashes: Readonly<Record<string, string | null>> = {
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
  '1.3.101.112': null,
};

/** Subject, key and alternative names are the request's; the rest is the signer's. */
function signRequest(order: SigningOrder, issuer: Issuer, lastMs: number): Buffer {
  const { subject, subjectPKInfo, attributes } = readRequest(order.request).certificationRequestInfo;
  const wanted = [...(attributes ?? [])]
    .filter(({ type }) => type === extensionRequest)
    .flatMap(({ values }) => values.flatMap((value) => [...AsnConvert.parse(value, Extensions)]))
    .find(({ extnID }) => extnID === id_ce_subjectAltName);
  return makeCertificate(
    {
      subject,
      publicKey: subjectPKInfo,
      serial: order.serial,
      fromMs: order.fromMs,
      untilMs: Math.min(order.untilMs, lastMs),
      keyUsage: order.usages.reduce((flags, usage) => flags | (keyUsages[usage] ?? 0), 0),
      purposes: order.usages.flatMap((usage) => purposes[usage] ?? []),
      names: wanted && AsnConvert.parse(wanted.extnValue.buffer, SubjectAlternativeName),
    },
    issuer,
  );
}
