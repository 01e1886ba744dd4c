import type { CertificateSigningRequest } from '../../../api/kinds/certificatesigningrequest.ts';
import { builtInKinds, type Kind } from '../kinds.ts';

export type { CertificateSigningRequest };

/** Both controllers act as one account. Source: cmd/kube-controller-manager/app/certificates.go. */
export const certificateAccount = 'certificate-controller';

/** Watched where there is a key to sign with, as upstream starts the signer only then. */
export const signingRequests = 'certificatesigningrequests.certificates.k8s.io';
export const signingRequestKind: Kind = builtInKinds.find(({ name }) => name === signingRequests)!;

export const hasCondition = ({ status }: CertificateSigningRequest, type: string): boolean =>
  status.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;
