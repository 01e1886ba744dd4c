import { decodeBase64, utf8Bytes } from '../base64.ts';
import { certificates, readCertificateRequest, requestBytes } from '../certificate-request.ts';
import { age, ageColumn, column, nameColumn } from '../columns.ts';
import { humanDuration } from '../duration.ts';
import { duplicate, forbidden, goQuote, invalid, notSupported, required, tooLong, verbatim } from '../field.ts';
import { isDns1123Label, isDns1123Subdomain } from '../names.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs, clearStatus, keepStatus, statusVerbs } from '../strategy.ts';
import type { Condition, KubeObject } from '../types.ts';

export interface CertificateSigningRequest extends KubeObject {
  spec: {
    request: string | null;
    signerName: string;
    expirationSeconds?: number;
    usages?: string[];
    username?: string;
    uid?: string;
    groups?: string[];
    extra?: Readonly<Record<string, readonly string[]>>;
  };
  status: { conditions?: Condition[]; certificate?: string };
}

const usages = new Set([
  'signing',
  'digital signature',
  'content commitment',
  'key encipherment',
  'key agreement',
  'data encipherment',
  'cert sign',
  'crl sign',
  'encipher only',
  'decipher only',
  'any',
  'server auth',
  'client auth',
  'code signing',
  'email protection',
  's/mime',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'timestamping',
  'ocsp signing',
  'microsoft sgc',
  'netscape sgc',
]);
const leastSeconds = 600;
const decisions = ['Approved', 'Denied'];
/** Conditions that are there or not: none of them is ever False. */
const trueOnly = [...decisions, 'Failed'];
const legacySigner = 'kubernetes.io/legacy-unknown';
const exclusiveText = 'Approved and Denied conditions are mutually exclusive';

function requestProblem(text: string): string | undefined {
  const read = readCertificateRequest(text);
  return typeof read === 'string' ? read : certificates.authority?.check(requestBytes(text)!);
}

/** Models: pkg/apis/certificates/validation/validation.go. Left out: reading the certificate's ASN.1. */
function validate(object: KubeObject): FieldError[] {
  const { request, signerName, expirationSeconds, usages: wanted = [] } = (object as CertificateSigningRequest).spec;
  const errors: FieldError[] = [];
  const problem = requestProblem(decodeBase64(request ?? ''));
  if (problem !== undefined) errors.push(invalid('spec.request', verbatim(goBytes(request ?? undefined)), problem));
  if (wanted.length === 0) errors.push(required('spec.usages'));
  wanted.forEach((usage, i) => {
    if (!usages.has(usage)) errors.push(notSupported(`spec.usages[${i}]`, usage, [...usages].sort()));
    if (wanted.indexOf(usage) < i) errors.push(duplicate(`spec.usages[${i}]`, usage));
  });
  if (signerName === legacySigner)
    errors.push(invalid('spec.signerName', signerName, 'the legacy signerName is not allowed via this API version'));
  else validateSigner(signerName, errors);
  if (expirationSeconds !== undefined && expirationSeconds < leastSeconds)
    errors.push(
      invalid(
        'spec.expirationSeconds',
        expirationSeconds,
        'may not specify a duration less than 600 seconds (10 minutes)',
      ),
    );
  validateConditions(object as CertificateSigningRequest, errors);
  return errors;
}

/** Bytes as Go's %#v prints them. */
const goBytes = (base64: string | undefined): string =>
  base64 === undefined
    ? '[]byte(nil)'
    : `[]byte{${utf8Bytes(decodeBase64(base64))
        .map((byte) => `0x${byte.toString(16)}`)
        .join(', ')}}`;

const signerDomainMax = 253;
const signerNameMax = signerDomainMax + 1 + (253 + 1 + 63);

/** Models: pkg/apis/core/validation/validation.go ValidateSignerName. */
function validateSigner(name: string, errors: FieldError[]): void {
  const path = 'spec.signerName';
  if (!name) return void errors.push(required(path));
  const [domain = '', rest, ...more] = name.split('/');
  if (rest === undefined || more.length > 0)
    return void errors.push(
      invalid(path, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'"),
    );
  if (domain.length > signerDomainMax) errors.push(tooLong(path, signerDomainMax));
  /** Only the first bad label is told: the others would read alike. */
  const labels = (part: string, rule: (label: string) => readonly string[]): void => {
    const bad = part.split('.').find((label) => rule(label).length > 0);
    if (bad === undefined) return;
    for (const text of rule(bad)) errors.push(invalid(path, part, `validating label ${goQuote(bad)}: ${text}`));
  };
  labels(domain, isDns1123Label);
  if (domain.split('.').length < 2)
    errors.push(invalid(path, domain, 'should be a domain with at least two segments separated by dots'));
  labels(rest, isDns1123Subdomain);
  if (name.length > signerNameMax) errors.push(tooLong(path, signerNameMax));
}

function validateConditions({ status: { conditions = [] } }: CertificateSigningRequest, errors: FieldError[]): void {
  conditions.forEach(({ type, status }, i) => {
    const path = `status.conditions[${i}]`;
    if (!type) errors.push(required(`${path}.type`));
    const allowed = trueOnly.includes(type) ? ['True'] : ['False', 'True', 'Unknown'];
    if (!status) errors.push(required(`${path}.status`));
    else if (!allowed.includes(status)) errors.push(notSupported(`${path}.status`, status, allowed));
    const earlier = conditions.slice(0, i).map((other) => other.type);
    const other = decisions.find((decision) => decision !== type);
    if (decisions.includes(type) && earlier.includes(other!)) errors.push(invalid(`${path}.type`, type, exclusiveText));
    if (earlier.includes(type)) errors.push(duplicate(`${path}.type`, type));
  });
}

/** Decisions stay, and so does a certificate. Models: validateCertificateSigningRequestUpdate. */
function validateChanges(
  now: CertificateSigningRequest,
  before: CertificateSigningRequest,
  errors: FieldError[],
): void {
  const path = 'status.conditions';
  for (const type of trueOnly) {
    const [own, old] = [now, before].map(
      ({ status }) => (status.conditions ?? []).filter((condition) => condition.type === type).length,
    ) as [number, number];
    if (own < old) errors.push(forbidden(path, `updates may not remove a condition of type ${goQuote(type)}`));
  }
  const [certificate, was] = [now.status.certificate, before.status.certificate];
  if (was && certificate !== was)
    errors.push(forbidden('status.certificate', 'updates may not modify existing certificate content'));
}

/** Models: printers.go extractCSRStatus. */
function conditionText({ status }: CertificateSigningRequest): string {
  const has = (type: string): boolean => status.conditions?.some((condition) => condition.type === type) ?? false;
  const words = [
    has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending',
    ...(has('Failed') ? ['Failed'] : []),
    ...(status.certificate ? ['Issued'] : []),
  ];
  return words.join(',');
}

export const certificateSigningRequestType: ResourceType = {
  group: 'certificates.k8s.io',
  version: 'v1',
  kind: 'CertificateSigningRequest',
  plural: 'certificatesigningrequests',
  singular: 'certificatesigningrequest',
  shortNames: ['csr'],
  categories: [],
  namespaced: false,
  verbs: allVerbs,
  subresources: [
    { name: 'approval', kind: 'CertificateSigningRequest', verbs: statusVerbs },
    { name: 'status', kind: 'CertificateSigningRequest', verbs: statusVerbs },
  ],
  etcdPrefix: 'certificatesigningrequests',
  schema: 'io.k8s.api.certificates.v1.CertificateSigningRequest',
  allowUnconditionalUpdate: true,
  hasGeneration: false,
  defaultPropagation: 'Background',
  prepareForCreate: clearStatus,
  /** Who asks is not for the asker to say. */
  prepareForUser(object, user) {
    const { spec } = object as CertificateSigningRequest;
    spec.username = user.name;
    spec.groups = [...user.groups];
    spec.uid = user.uid;
    spec.extra = user.extra;
    if (!user.uid) delete spec.uid;
    if (!user.extra) delete spec.extra;
  },
  prepareForUpdate(object, old) {
    object['spec'] = old['spec'];
    keepStatus(object, old);
  },
  prepareForStatusUpdate(object, old, subresource) {
    object['spec'] = old['spec'];
    const [request, before] = [object as CertificateSigningRequest, old as CertificateSigningRequest];
    // A decision is written through /approval only, everything else through /status only.
    const own = subresource === 'approval';
    const isOwn = ({ type }: Condition): boolean => decisions.includes(type) === own;
    const now = (request.status.conditions ?? []).filter(isOwn);
    const kept = (before.status.conditions ?? []).filter((condition) => !isOwn(condition));
    request.status = own ? { ...before.status } : { ...request.status };
    request.status.conditions = [...kept, ...now];
    if (request.status.conditions.length === 0) delete request.status.conditions;
  },
  stampTimes(object, now, old) {
    if (!old) return;
    const before = (old as CertificateSigningRequest).status.conditions ?? [];
    for (const condition of (object as CertificateSigningRequest).status.conditions ?? []) {
      const same = before.find(({ type }) => type === condition.type);
      condition.lastUpdateTime ??= now;
      condition.lastTransitionTime ??= same?.status === condition.status ? (same.lastTransitionTime ?? now) : now;
    }
  },
  validate,
  validateUpdate: validate,
  validateStatusUpdate(object, old) {
    const errors = validate(object);
    validateChanges(object as CertificateSigningRequest, old as CertificateSigningRequest, errors);
    return errors;
  },
  columns: () => [
    nameColumn,
    ageColumn,
    column(
      'SignerName',
      'Requested signer for the request. It is a qualified name in the form: `scope-hostname.io/name`. If empty, it will be defaulted:\n 1. If it\'s a kubelet client certificate, it is assigned\n    "kubernetes.io/kube-apiserver-client-kubelet".\n 2. If it\'s a kubelet serving certificate, it is assigned\n    "kubernetes.io/kubelet-serving".\n 3. Otherwise, it is assigned "kubernetes.io/legacy-unknown".\nDistribution of trust for signers happens out of band. You can select on this field using `spec.signerName`.',
    ),
    column('Requestor', 'Base64-encoded PKCS#10 CSR data'),
    column(
      'RequestedDuration',
      'expirationSeconds is the requested duration of validity of the issued certificate. The certificate signer may issue a certificate with a different validity duration so a client must check the delta between the notBefore and and notAfter fields in the issued certificate to determine the actual duration.\n\nThe v1.22+ in-tree implementations of the well-known Kubernetes signers will honor this field as long as the requested duration is not greater than the maximum duration they will honor per the --cluster-signing-duration CLI flag to the Kubernetes controller manager.\n\nCertificate signers may not honor this field for various reasons:\n\n  1. Old signer that is unaware of the field (such as the in-tree\n     implementations prior to v1.22)\n  2. Signer whose configured maximum is shorter than the requested duration\n  3. Signer whose configured minimum is longer than the requested duration\n\nThe minimum valid value for expirationSeconds is 600, i.e. 10 minutes.',
    ),
    column('Condition', 'Conditions applied to the request, such as approval or denial.'),
  ],
  row(object, nowMs) {
    const request = object as CertificateSigningRequest;
    const { spec, metadata } = request;
    return [
      metadata.name,
      age(request, nowMs),
      spec.signerName || '<none>',
      spec.username ?? '',
      spec.expirationSeconds === undefined ? '<none>' : humanDuration(spec.expirationSeconds * 1000),
      conditionText(request),
    ];
  },
  selectableFields: (object) => ({ 'spec.signerName': (object as CertificateSigningRequest).spec.signerName }),
};
