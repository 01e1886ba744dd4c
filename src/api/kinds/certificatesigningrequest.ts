import { decodeBase64 } from '../base64.ts';
import { age, ageColumn, column, nameColumn } from '../columns.ts';
import { humanDuration } from '../duration.ts';
import { semanticEqual } from '../equal.ts';
import { duplicate, forbidden, invalid, required } from '../field.ts';
import { isDns1123Subdomain } from '../names.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs, clearStatus, keepStatus, statusVerbs } from '../strategy.ts';
import type { Condition, KubeObject } from '../types.ts';

interface CertificateSigningRequest extends KubeObject {
  spec: {
    request: string | null;
    signerName: string;
    expirationSeconds?: number;
    usages?: string[];
    username?: string;
    uid?: string;
    groups?: string[];
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

/** Models: pkg/apis/certificates/validation/validation.go. Left out: reading the request's ASN.1. */
function validate(object: KubeObject): FieldError[] {
  const { request, signerName, expirationSeconds, usages: wanted = [] } = (object as CertificateSigningRequest).spec;
  const errors: FieldError[] = [];
  const pem = decodeBase64(request ?? '');
  if (!pem.includes('-----BEGIN CERTIFICATE REQUEST-----'))
    errors.push(invalid('spec.request', request, 'PEM block type must be CERTIFICATE REQUEST'));
  if (wanted.length === 0) errors.push(required('spec.usages'));
  wanted.forEach((usage, i) => {
    if (!usages.has(usage)) errors.push(invalid(`spec.usages[${i}]`, usage, 'not supported'));
    if (wanted.indexOf(usage) < i) errors.push(duplicate(`spec.usages[${i}]`, usage));
  });
  validateSigner(signerName, errors);
  if (expirationSeconds !== undefined && expirationSeconds < leastSeconds)
    errors.push(
      invalid(
        'spec.expirationSeconds',
        expirationSeconds,
        'may not specify a duration less than 600 seconds (10 minutes)',
      ),
    );
  return errors;
}

function validateSigner(name: string, errors: FieldError[]): void {
  const path = 'spec.signerName';
  if (!name) return void errors.push(required(path));
  const [domain = '', rest, ...more] = name.split('/');
  if (rest === undefined || more.length > 0)
    return void errors.push(
      invalid(path, name, 'must be a fully qualified domain and path of the form "example.com/signer-name"'),
    );
  for (const text of isDns1123Subdomain(domain)) errors.push(invalid(path, domain, text));
  if (domain.split('.').length < 2)
    errors.push(invalid(path, domain, 'should be a domain with at least two segments separated by dots'));
  for (const text of isDns1123Subdomain(rest)) errors.push(invalid(path, rest, text));
}

function validateStatus(object: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  const conditions = (object as CertificateSigningRequest).status.conditions ?? [];
  conditions.forEach(({ type, status }, i) => {
    const path = `status.conditions[${i}]`;
    if (!type) errors.push(required(`${path}.type`));
    else if (conditions.findIndex((other) => other.type === type) < i) errors.push(duplicate(`${path}.type`, type));
    if (!status) errors.push(required(`${path}.status`));
  });
  if (decisions.every((type) => conditions.some((condition) => condition.type === type)))
    errors.push(invalid('status.conditions', 'Denied', 'Approved and Denied conditions are mutually exclusive'));
  return errors;
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
    delete spec.uid;
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
    const errors = validateStatus(object);
    const [now, before] = [object as CertificateSigningRequest, old as CertificateSigningRequest];
    if (before.status.certificate && !semanticEqual(now.status.certificate, before.status.certificate))
      errors.push(forbidden('status.certificate', 'updates may not modify a certificate once set'));
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
