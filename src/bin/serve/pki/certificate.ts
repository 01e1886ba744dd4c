import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  Extension,
  Extensions,
  GeneralName,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  ExtendedKeyUsage,
  KeyIdentifier,
  KeyUsage,
  Name,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509';
import { createHash, sign, type KeyObject } from 'node:crypto';

/** sha256WithRSAEncryption: the same key and the same contents make the same signature. */
const signatureAlgorithm = '1.2.840.113549.1.1.11';
const commonName = '2.5.4.3';
const organization = '2.5.4.10';

/** Who signs: a name and its key. */
export interface Issuer {
  readonly name: Name;
  readonly key: KeyObject;
  readonly keyId: ArrayBuffer;
}

/** What a certificate is to say. Times are Unix ms. */
export interface Contents {
  readonly subject: Name;
  readonly publicKey: SubjectPublicKeyInfo;
  /** Hexadecimal. */
  readonly serial: string;
  readonly fromMs: number;
  readonly untilMs: number;
  /** Flags of RFC 5280's KeyUsage; 0: the extension is left out. */
  readonly keyUsage: number;
  /** Object identifiers of purposes. */
  readonly purposes: readonly string[];
  readonly names?: SubjectAlternativeName | undefined;
  readonly isAuthority?: boolean;
}

export const arrayBuffer = (bytes: Uint8Array | readonly number[]): ArrayBuffer => new Uint8Array(bytes).buffer;

const attribute = (type: string, text: string): RelativeDistinguishedName =>
  new RelativeDistinguishedName([new AttributeTypeAndValue({ type, value: new AttributeValue({ utf8String: text }) })]);

/** Organizations first, as Go writes a subject. */
export const subjectName = (name: string, organizations: readonly string[]): Name =>
  new Name([...organizations.map((each) => attribute(organization, each)), attribute(commonName, name)]);

export const publicKeyInfo = (key: KeyObject): SubjectPublicKeyInfo =>
  AsnConvert.parse(key.export({ type: 'spki', format: 'der' }), SubjectPublicKeyInfo);

/** RFC 5280, 4.2.1.2, method 1. */
export const keyIdOf = (key: SubjectPublicKeyInfo): ArrayBuffer =>
  arrayBuffer(createHash('sha1').update(Buffer.from(key.subjectPublicKey)).digest());

export const alternativeNames = (dns: readonly string[], ips: readonly string[]): SubjectAlternativeName =>
  new SubjectAlternativeName([
    ...dns.map((dNSName) => new GeneralName({ dNSName })),
    ...ips.map((iPAddress) => new GeneralName({ iPAddress })),
  ]);

const extension = (extnID: string, critical: boolean, value: object): Extension =>
  new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });

/** A certificate's DER, signed by `issuer`. */
export function makeCertificate(contents: Contents, issuer: Issuer): Buffer {
  const { keyUsage, purposes, names, isAuthority = false } = contents;
  const algorithm = new AlgorithmIdentifier({ algorithm: signatureAlgorithm, parameters: null });
  const keyId = keyIdOf(contents.publicKey);
  const extensions = [
    ...(keyUsage === 0 ? [] : [extension(id_ce_keyUsage, true, new KeyUsage(keyUsage))]),
    ...(purposes.length === 0 ? [] : [extension(id_ce_extKeyUsage, false, new ExtendedKeyUsage([...purposes]))]),
    extension(id_ce_basicConstraints, true, new BasicConstraints({ cA: isAuthority })),
    ...(isAuthority ? [extension(id_ce_subjectKeyIdentifier, false, new SubjectKeyIdentifier(keyId))] : []),
    extension(
      id_ce_authorityKeyIdentifier,
      false,
      new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(issuer.keyId) }),
    ),
    ...(names && names.length > 0 ? [extension(id_ce_subjectAltName, false, names)] : []),
  ];
  const tbsCertificate = new TBSCertificate({
    version: Version.v3,
    // A leading byte below 0x80: the number is positive.
    serialNumber: arrayBuffer(Buffer.from(`01${contents.serial}`, 'hex')),
    signature: algorithm,
    issuer: issuer.name,
    validity: new Validity({ notBefore: seconds(contents.fromMs), notAfter: seconds(contents.untilMs) }),
    subject: contents.subject,
    subjectPublicKeyInfo: contents.publicKey,
    extensions: new Extensions(extensions),
  });
  const signatureValue = arrayBuffer(sign('sha256', Buffer.from(AsnConvert.serialize(tbsCertificate)), issuer.key));
  return Buffer.from(
    AsnConvert.serialize(new Certificate({ tbsCertificate, signatureAlgorithm: algorithm, signatureValue })),
  );
}

const seconds = (ms: number): Date => new Date(Math.floor(ms / 1000) * 1000);

export const pem = (type: string, der: Buffer): string =>
  `-----BEGIN ${type}-----\n${der.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END ${type}-----\n`;
