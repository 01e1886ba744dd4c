import { base64Bytes, utf8Text } from './base64.ts';
import { derChildren, DerError, derOid, derTag, readDer, type DerValue } from './der.ts';

/** What a certificate signing request (PKCS#10) says. */
export interface CertificateRequest {
  readonly commonName: string;
  readonly organizations: readonly string[];
  /** How many alternative names of each kind it wants. */
  readonly names: { readonly dns: number; readonly email: number; readonly ip: number; readonly uri: number };
}

/** What a certificate is to be made of. Times are Unix ms. */
export interface SigningOrder {
  /** The request's DER. */
  readonly request: readonly number[];
  readonly usages: readonly string[];
  readonly fromMs: number;
  readonly untilMs: number;
  /** Hexadecimal, unlike any other's. */
  readonly serial: string;
}

/** A cluster's certificate authority. Must be pure: the same order, the same certificate. */
export interface CertificateAuthority {
  /** PEM of its own certificate. */
  readonly certificate: string;
  /** Why the signature a request carries over itself is wrong, in Go's words. */
  check(request: readonly number[]): string | undefined;
  /** The certificate in PEM. */
  sign(order: SigningOrder): string;
}

/**
 * Filled by whoever brings cryptography (`npm run serve -- --tls`). A cluster without it is one whose controller manager was
 * given no signing key: it takes every request's signature for right and issues nothing.
 */
export const certificates: { authority: CertificateAuthority | undefined } = { authority: undefined };

const pem = /-----BEGIN ([A-Z ]+)-----\s*([A-Za-z0-9+/=\s]*?)\s*-----END \1-----/;
const oids = {
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  extensions: '1.2.840.113549.1.9.14',
  names: '2.5.29.17',
};
/** Tags of a GeneralName. Source: RFC 5280, 4.2.1.6. */
const nameTags: Readonly<Record<number, keyof CertificateRequest['names']>> = {
  0x81: 'email',
  0x82: 'dns',
  0x86: 'uri',
  0x87: 'ip',
};

/** The bytes of the request in a PEM text; undefined: there is none. */
export function requestBytes(text: string): number[] | undefined {
  const block = pem.exec(text);
  return block?.[1] === 'CERTIFICATE REQUEST' ? base64Bytes(block[2]!) : undefined;
}

/**
 * Reads a request in PEM, or says in Go's words why it is none.
 * Models: pkg/apis/certificates/helpers.go ParseCSR, Go crypto/x509 ParseCertificateRequest.
 */
export function readCertificateRequest(text: string): CertificateRequest | string {
  const bytes = requestBytes(text);
  if (!bytes) return 'PEM block type must be CERTIFICATE REQUEST';
  try {
    return parse(bytes);
  } catch (error) {
    if (error instanceof DerError) return error.message;
    throw error;
  }
}

function parse(bytes: readonly number[]): CertificateRequest {
  const whole = sequence(bytes, readDer(bytes, 0, bytes.length), 'certificateRequest');
  if (readDer(bytes, 0, bytes.length).end < bytes.length) throw new DerError('asn1: syntax error: trailing data');
  const [info, algorithm, signature] = whole;
  if (!info || algorithm?.tag !== derTag.sequence || signature?.tag !== derTag.bits)
    throw new DerError('asn1: syntax error: sequence truncated');
  const [version, subject, key, ...rest] = sequence(bytes, info, 'tbsCertificateRequest');
  if (version?.tag !== derTag.integer || subject?.tag !== derTag.sequence || key?.tag !== derTag.sequence)
    throw new DerError('asn1: syntax error: sequence truncated');
  const found: { commonName: string; organizations: string[] } = { commonName: '', organizations: [] };
  for (const set of derChildren(bytes, subject))
    for (const pair of derChildren(bytes, set)) {
      const [type, value] = derChildren(bytes, pair);
      if (type?.tag !== derTag.oid || !value) throw new DerError('x509: invalid RDNSequence');
      const said = utf8Text(bytes.slice(value.start, value.end));
      if (derOid(bytes, type) === oids.commonName) found.commonName = said;
      if (derOid(bytes, type) === oids.organization) found.organizations.push(said);
    }
  return { ...found, names: namesIn(bytes, rest) };
}

function sequence(bytes: readonly number[], value: DerValue, type: string): DerValue[] {
  if (value.tag === derTag.sequence) return derChildren(bytes, value);
  const { tag } = value;
  const told = `class:${tag >> 6} tag:${tag & 0x1f} length:${value.end - value.start} isCompound:${(tag & 0x20) !== 0}`;
  const wanted =
    'optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false';
  throw new DerError(`asn1: structure error: tags don't match (16 vs {${told}}) {${wanted}} ${type} @${value.start}`);
}

/** The alternative names among the extensions a request asks for. */
function namesIn(bytes: readonly number[], attributes: readonly DerValue[]): CertificateRequest['names'] {
  const names = { dns: 0, email: 0, ip: 0, uri: 0 };
  const extensions = attributes
    .flatMap((list) => derChildren(bytes, list))
    .map((attribute) => derChildren(bytes, attribute))
    .filter(([type]) => type && derOid(bytes, type) === oids.extensions)
    .flatMap(([, values]) => (values ? derChildren(bytes, values) : []))
    .flatMap((list) => derChildren(bytes, list));
  for (const extension of extensions) {
    const parts = derChildren(bytes, extension);
    const value = parts.at(-1);
    if (!parts[0] || value?.tag !== derTag.octets || derOid(bytes, parts[0]) !== oids.names) continue;
    for (const { tag } of derChildren(bytes, readDer(bytes, value.start, value.end))) {
      const kind = nameTags[tag];
      if (kind) names[kind]++;
    }
  }
  return names;
}
