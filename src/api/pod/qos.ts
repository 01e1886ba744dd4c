import { parseQuantity } from '../quantity.ts';
import type { PodSpec, PodStatus } from '../types.ts';

/** Models: pkg/apis/core/v1/helper/qos ComputePodQOS: only cpu and memory count. */
export function qosClass(spec: PodSpec): NonNullable<PodStatus['qosClass']> {
  let guaranteed = true;
  let some = false;
  for (const list of [spec.containers, spec.initContainers]) {
    for (const container of list ?? []) {
      const { requests, limits } = container.resources;
      for (const name of ['cpu', 'memory']) {
        const [request, limit] = [nano(requests?.[name]), nano(limits?.[name])];
        if (request > 0n || limit > 0n) some = true;
        // A limit without a request is the request, too.
        if (limit <= 0n || (request > 0n && request !== limit)) guaranteed = false;
      }
    }
  }
  return guaranteed && some ? 'Guaranteed' : some ? 'Burstable' : 'BestEffort';
}

function nano(text: string | number | undefined): bigint {
  if (text === undefined) return 0n;
  const quantity = parseQuantity(text);
  return typeof quantity === 'string' ? 0n : quantity.nano;
}
