import { decodeBase64, encodeBase64 } from '../../../api/base64.ts';
import { certificates, readCertificateRequest, requestBytes } from '../../../api/certificate-request.ts';
import { sha256 } from '../../../api/sha256.ts';
import { epochMs, timestamp } from '../../time.ts';
import { say, settled, type Controller } from '../controller.ts';
import { updateStatus } from '../writes.ts';
import { certificateAccount, hasCondition, signingRequests, type CertificateSigningRequest } from './requests.ts';
import { signers } from './usages.ts';

/** Longest life of a certificate, in seconds. Source: --cluster-signing-duration, "8760h". */
const secondsMax = 8_760 * 3_600;
const secondsMin = 600;
/** A certificate begins to hold before it is made, for clocks differ; a short one is not cut for that. In ms. */
const backdateMs = 300_000;
const shortMs = 8 * 3_600_000;

/**
 * Issues what was approved. Models: pkg/controller/certificates/signer/signer.go, authority/policies.go. Left out: the
 * legacy-unknown signer, which this version of the API refuses.
 */
export const csrSigningController: Controller = {
  name: 'certificatesigningrequest-signing-controller',
  account: certificateAccount,
  workers: 5,
  watches: { [signingRequests]: ({ type, key }) => (type === 'deleted' ? undefined : key) },
  reconcile(name, view) {
    const csr = view.get<CertificateSigningRequest>(signingRequests, name);
    if (!csr || csr.status.certificate) return settled(say('csr.done', { name }));
    if (!hasCondition(csr, 'Approved') || hasCondition(csr, 'Failed')) return settled(say('csr.unapproved', { name }));
    const { signerName, request, usages = [], expirationSeconds } = csr.spec;
    const rule = signers.get(signerName);
    if (!rule) return settled(say('csr.foreign', { name, signer: signerName }));
    const { authority } = certificates;
    if (!authority) return settled(say('csr.keyless', { name }));
    const text = decodeBase64(request ?? '');
    const read = readCertificateRequest(text);
    if (typeof read === 'string') return settled(say('csr.unreadable', { name }));
    const problem = rule(read, usages);
    if (problem !== undefined) {
      const failed = {
        type: 'Failed',
        status: 'True' as const,
        reason: 'SignerValidationFailure',
        message: problem,
        lastUpdateTime: timestamp(view.now),
      };
      const status = { ...csr.status, conditions: [...(csr.status.conditions ?? []), failed] };
      return {
        requests: [updateStatus(signingRequests, { ...csr, status })],
        because: say('csr.unfit', { name, problem }),
      };
    }
    const seconds = Math.min(secondsMax, Math.max(secondsMin, expirationSeconds ?? secondsMax));
    const nowMs = epochMs + view.now;
    const fromMs = nowMs - backdateMs;
    const certificate = authority.sign({
      request: requestBytes(text)!,
      usages,
      fromMs,
      untilMs: (seconds * 1000 < shortMs ? nowMs : fromMs) + seconds * 1000,
      serial: sha256(`${csr.metadata.uid} ${csr.metadata.resourceVersion}`).slice(0, 30),
    });
    const status = { ...csr.status, certificate: encodeBase64(certificate) };
    return {
      requests: [updateStatus(signingRequests, { ...csr, status })],
      because: say('csr.issued', { name, signer: signerName }),
    };
  },
};
