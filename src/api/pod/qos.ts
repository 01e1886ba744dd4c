import { parseQuantity } from '../quantity.ts';
import type { Container, PodSpec, PodStatus } from '../types.ts';

/** Models: pkg/apis/core/v1/helper/qos ComputePodQOS: only cpu and memory count. */
export function qosClass(spec: PodSpec): NonNullable<PodStatus['qosClass']> {
  let guaranteed = true;
  let some = false;
  const count = ({ resources: { requests, limits } }: Container): void => {
    if (!requests && !limits) {
      guaranteed = false;
      return;
    }
    for (const name of ['cpu', 'memory']) {
      const request = nano(requests?.[name]);
      const limit = nano(limits?.[name]);
      if (request > 0n || limit > 0n) some = true;
      // A limit without a request is the request, too.
      if (limit <= 0n || (request > 0n && request !== limit)) guaranteed = false;
    }
  };
  // A Pod that will be refused may have none.
  (spec.containers as readonly Container[] | undefined)?.forEach(count);
  spec.initContainers?.forEach(count);
  return guaranteed && some ? 'Guaranteed' : some ? 'Burstable' : 'BestEffort';
}

function nano(text: string | number | undefined): bigint {
  if (text === undefined) return 0n;
  const quantity = parseQuantity(text);
  return typeof quantity === 'string' ? 0n : quantity.nano;
}
