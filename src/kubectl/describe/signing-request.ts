import { humanDuration } from '../../api/duration.ts';
import { listAt, textAt, type Obj } from '../client.ts';
import { fail } from '../errors.ts';
import { base64Bytes, decodeBase64 } from '../text/base64.ts';
import { rfc1123z } from '../text/duration.ts';
import { describeEvents } from './events.ts';
import { formatLabels } from './metadata.ts';
import { Writer } from './writer.ts';

/** What is shown of a subject, and the object identifiers of X.520. */
const subjectFields = [
  ['Organization', '2.5.4.10'],
  ['Organizational Unit', '2.5.4.11'],
  ['Country', '2.5.4.6'],
  ['Locality', '2.5.4.7'],
  ['Province', '2.5.4.8'],
  ['StreetAddress', '2.5.4.9'],
  ['PostalCode', '2.5.4.17'],
] as const;

/** Models: describe.go describeCertificateSigningRequest. Left out: alternative names. */
export function describeSigningRequest(csr: Obj, events: readonly Obj[] | undefined, nowMs: number): string {
  const subject = subjectOf(textAt(csr, 'spec', 'request'));
  const w = new Writer();
  w.field(0, 'Name', csr.metadata?.name ?? '');
  w.field(0, 'Labels', formatLabels(csr.metadata?.labels));
  w.field(0, 'Annotations', formatLabels(csr.metadata?.annotations));
  w.field(0, 'CreationTimestamp', rfc1123z(csr.metadata?.creationTimestamp));
  w.field(0, 'Requesting User', textAt(csr, 'spec', 'username'));
  if (textAt(csr, 'spec', 'signerName')) w.field(0, 'Signer', textAt(csr, 'spec', 'signerName'));
  const seconds = textAt(csr, 'spec', 'expirationSeconds');
  if (seconds) w.field(0, 'Requested Duration', humanDuration(Number(seconds) * 1000));
  w.field(0, 'Status', statusOf(csr));
  w.write(0, 'Subject:\n');
  const of = (oid: string): string[] => subject.filter(([key]) => key === oid).map(([, value]) => value);
  w.write(0, `\tCommon Name:\t${of('2.5.4.3').at(-1) ?? ''}\n`);
  w.write(0, `\tSerial Number:\t${of('2.5.4.5').at(-1) ?? ''}\n`);
  for (const [title, oid] of subjectFields)
    if (of(oid).length > 0) w.write(0, `\t${title}:\t${of(oid).join('\n\t\t')}\n`);
  if (events) describeEvents(w, events, nowMs);
  return w.result();
}

/** Models: util/certificate/certificate.go extractCSRStatus as describe.go has it. */
function statusOf(csr: Obj): string {
  const types = listAt(csr, 'status', 'conditions').map((c) => textAt(c, 'type'));
  let text = types.includes('Denied') ? 'Denied' : types.includes('Approved') ? 'Approved' : 'Pending';
  if (types.includes('Failed')) text += ',Failed';
  if (textAt(csr, 'status', 'certificate')) text += ',Issued';
  return text;
}

/** Identifier and text of each name of the subject of a PKCS #10 request. */
function subjectOf(request: string): [string, string][] {
  const pem = /-----BEGIN CERTIFICATE REQUEST-----([^-]*)-----END CERTIFICATE REQUEST-----/.exec(
    decodeBase64(request) ?? '',
  );
  const bytes = pem && base64Bytes(pem[1]!.replace(/\s/g, ''));
  if (!bytes) return fail('Error parsing CSR: PEM block type must be CERTIFICATE REQUEST');
  // CertificationRequest { info { version, subject, … }, … }
  const info = children(children({ bytes, from: 0, to: bytes.length })[0])[0];
  const names = children(children(info)[1]).flatMap(children).map(children);
  return names.map(([oid, value]) => [identifier(oid), text(value)]);
}

interface Span {
  readonly bytes: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** The values inside a constructed one, in DER. */
function children(span: Span | undefined): Span[] {
  const out: Span[] = [];
  for (let at = span?.from ?? 0; span && at + 1 < span.to;) {
    let length = span.bytes[at + 1]!;
    at += 2;
    if (length > 127) {
      const size = length & 127;
      length = 0;
      for (let i = 0; i < size; i++) length = length * 256 + (span.bytes[at++] ?? 0);
    }
    out.push({ bytes: span.bytes, from: at, to: at + length });
    at += length;
  }
  return out;
}

function identifier(span: Span | undefined): string {
  const parts: number[] = [];
  let value = 0;
  for (const byte of inside(span)) {
    value = value * 128 + (byte & 127);
    if (byte > 127) continue;
    parts.push(...(parts.length === 0 ? [Math.min(2, Math.floor(value / 40)), value % 40] : [value]));
    value = 0;
  }
  return parts.join('.');
}

const inside = (span: Span | undefined): readonly number[] => span?.bytes.slice(span.from, span.to) ?? [];
const text = (span: Span | undefined): string =>
  decodeURIComponent(
    inside(span)
      .map((byte) => `%${byte.toString(16).padStart(2, '0')}`)
      .join(''),
  );
