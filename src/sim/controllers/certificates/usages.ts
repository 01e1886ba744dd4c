import type { CertificateRequest } from '../../../api/certificate-request.ts';

/** What a signer has against a request, in upstream's words; undefined: nothing. */
type Rule = (request: CertificateRequest, usages: readonly string[]) => string | undefined;

const nodeGroup = 'system:nodes';
const nodePrefix = 'system:node:';

const isSameSet = (a: readonly string[], b: readonly string[]): boolean =>
  new Set(a).size === b.length && b.every((each) => a.includes(each));

function isNodes({ organizations }: CertificateRequest): boolean {
  return organizations.length === 1 && organizations[0] === nodeGroup;
}

/** Key encipherment is for RSA keys only, so it may be left out. */
function usageProblem(usages: readonly string[], purpose: string): string | undefined {
  const all = ['digital signature', 'key encipherment', purpose].sort();
  if (isSameSet(usages, all) || isSameSet(usages, ['digital signature', purpose])) return undefined;
  return `usages did not match [${all.join(' ')}]`;
}

/**
 * The signers of a cluster by their names.
 * Models: pkg/controller/certificates/signer/signer.go, pkg/apis/certificates/helpers.go.
 */
export const signers: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  [
    'kubernetes.io/kube-apiserver-client',
    (_, usages) => {
      const odd = usages.find((usage) => !['digital signature', 'key encipherment', 'client auth'].includes(usage));
      if (odd !== undefined) return `invalid usage for client certificate: ${odd}`;
      if (!usages.includes('client auth')) return 'missing required usage for client certificate: client auth';
      return undefined;
    },
  ],
  [
    'kubernetes.io/kube-apiserver-client-kubelet',
    (request, usages) => {
      const { names, commonName } = request;
      if (!isNodes(request)) return `subject organization is not ${nodeGroup}`;
      if (names.dns > 0) return 'DNS subjectAltNames are not allowed';
      if (names.email > 0) return 'Email subjectAltNames are not allowed';
      if (names.ip > 0) return 'IP subjectAltNames are not allowed';
      if (names.uri > 0) return 'URI subjectAltNames are not allowed';
      if (!commonName.startsWith(nodePrefix)) return `subject common name does not begin with ${nodePrefix}`;
      return usageProblem(usages, 'client auth');
    },
  ],
  [
    'kubernetes.io/kubelet-serving',
    (request, usages) => {
      const { names, commonName } = request;
      if (!isNodes(request)) return `subject organization is not ${nodeGroup}`;
      if (names.dns === 0 && names.ip === 0) return 'DNS or IP subjectAltName is required';
      if (names.email > 0) return 'Email subjectAltNames are not allowed';
      if (names.uri > 0) return 'URI subjectAltNames are not allowed';
      const problem = usageProblem(usages, 'server auth');
      if (problem !== undefined) return problem;
      if (!commonName.startsWith(nodePrefix)) return `subject common name does not begin with ${nodePrefix}`;
      return undefined;
    },
  ],
]);
