import type { CertificateSigningRequest } from '../../../api/kinds/certificatesigningrequest.ts';

export type { CertificateSigningRequest };

/** Both controllers act as one account. Source: cmd/kube-controller-manager/app/certificates.go. */
export const certificateAccount = 'certificate-controller';

export const signingRequests = 'certificatesigningrequests.certificates.k8s.io';

export const hasCondition = ({ status }: CertificateSigningRequest, type: string): boolean =>
  status.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;
