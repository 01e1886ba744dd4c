import { parseTimestamp } from '../../time.ts';
import { say, settled, type Controller } from '../controller.ts';
import { remove } from '../writes.ts';
import { certificateAccount, signingRequests, type CertificateSigningRequest } from './requests.ts';

const hourMs = 3_600_000;
/** How often all requests are looked at. */
const pollMs = hourMs;
const answeredMs = hourMs;
const pendingMs = 24 * hourMs;

/**
 * Deletes signing requests that are past their use: issued, denied or failed for an hour, or unanswered for a day.
 * Models: pkg/controller/certificates/cleaner/cleaner.go. Left out: certificates that expire within that hour; upstream
 * looks every hour by the clock, here an hour after the request came.
 */
export const csrCleanerController: Controller = {
  name: 'certificatesigningrequest-cleaner-controller',
  account: certificateAccount,
  workers: 1,
  watches: { [signingRequests]: ({ type, key }) => (type === 'added' ? key : undefined) },
  reconcile(name, view) {
    const csr = view.get<CertificateSigningRequest>(signingRequests, name);
    if (!csr) return settled(say('csr.done', { name }));
    return isPast(csr, view.now)
      ? { requests: [remove(signingRequests, csr)], because: say('csr.past', { name }) }
      : { because: say('csr.kept', { name }), requeueAfterMs: pollMs };
  },
};

function isPast({ metadata, status }: CertificateSigningRequest, nowMs: number): boolean {
  const { conditions = [], certificate } = status;
  if (conditions.length === 0) return nowMs - parseTimestamp(metadata.creationTimestamp ?? '') > pendingMs;
  return conditions.some(({ type, lastUpdateTime }) => {
    const isOver = type === 'Denied' || type === 'Failed' || (type === 'Approved' && certificate !== undefined);
    return isOver && nowMs - parseTimestamp(lastUpdateTime ?? '') > answeredMs;
  });
}
