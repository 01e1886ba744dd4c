import { decodeBase64 } from '../../../api/base64.ts';
import { readCertificateRequest } from '../../../api/certificate-request.ts';
import { semanticEqual } from '../../../api/equal.ts';
import { goQuote } from '../../../api/field.ts';
import type { CertificateSigningRequest } from '../../../api/kinds/certificatesigningrequest.ts';
import { authorize } from '../stages/authorization.ts';
import type { Work } from '../work.ts';
import { refuseAdmission, type Admission, type AdmissionPlugin } from './plugin.ts';

const kinds = ['CertificateSigningRequest'];
const clientSigner = 'kubernetes.io/kube-apiserver-client';

/** May this user do that in the name of this signer, or of all signers of its domain? Models: plugin/pkg/admission/certificates/util.go. */
function mayAs(work: Work, verb: 'approve' | 'sign', signer: string): boolean {
  const ask = (name: string): boolean =>
    authorize(
      work.state,
      work.call.user,
      {
        verb,
        isResource: true,
        group: 'certificates.k8s.io',
        version: '*',
        plural: 'signers',
        subresource: '',
        namespace: '',
        name,
      },
      '',
    ).allowed;
  return ask(signer) || ask(`${signer.split('/')[0]!}/*`);
}

const signerOf = ({ existing }: Work): string => (existing as CertificateSigningRequest).spec.signerName;

/** Models: plugin/pkg/admission/certificates/approval/admission.go. */
export const certificateApproval: AdmissionPlugin = {
  name: 'CertificateApproval',
  kinds,
  validate(work): Admission {
    if (work.operation !== 'update' || work.call.info.subresource !== 'approval') return undefined;
    const signer = signerOf(work);
    return mayAs(work, 'approve', signer)
      ? undefined
      : refuseAdmission(work, `user not permitted to approve requests with signerName ${goQuote(signer)}`);
  },
};

/** Models: plugin/pkg/admission/certificates/signing/admission.go. */
export const certificateSigning: AdmissionPlugin = {
  name: 'CertificateSigning',
  kinds,
  validate(work): Admission {
    if (work.operation !== 'update' || work.call.info.subresource !== 'status') return undefined;
    const [now, before] = [work.draft, work.existing!].map((object) => (object as CertificateSigningRequest).status);
    if (now!.certificate === before!.certificate && semanticEqual(now!.conditions, before!.conditions))
      return undefined;
    const signer = signerOf(work);
    return mayAs(work, 'sign', signer)
      ? undefined
      : refuseAdmission(work, `user not permitted to sign requests with signerName ${goQuote(signer)}`);
  },
};

/** Models: plugin/pkg/admission/certificates/subjectrestriction/admission.go. */
export const certificateSubjectRestriction: AdmissionPlugin = {
  name: 'CertificateSubjectRestriction',
  kinds,
  validate(work): Admission {
    if (work.operation !== 'create') return undefined;
    const { signerName, request } = (work.draft as CertificateSigningRequest).spec;
    if (signerName !== clientSigner) return undefined;
    const read = readCertificateRequest(decodeBase64(request ?? ''));
    if (typeof read === 'string') return refuseAdmission(work, `failed to parse CSR: ${read}`);
    return read.organizations.includes('system:masters')
      ? refuseAdmission(work, `use of ${clientSigner} signer with system:masters group is not allowed`)
      : undefined;
  },
};
