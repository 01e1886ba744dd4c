import { addQuantities, canonicalQuantity, compareQuantities } from '../quantity.ts';
import type { Container, IntOrString, PodSpec } from '../types.ts';

/** Resource → amount, as texts. */
export type Amounts = Readonly<Record<string, IntOrString>>;

/** a + b, resource by resource. */
export function addAmounts(a: Amounts, b: Amounts): Record<string, string> {
  const sum: Record<string, string> = {};
  for (const name in a) sum[name] = canonicalQuantity(a[name]!);
  for (const name in b)
    sum[name] = sum[name] === undefined ? canonicalQuantity(b[name]!) : addQuantities(sum[name], b[name]!);
  return sum;
}

/** The larger of both, resource by resource. */
function largerOf(a: Amounts, b: Amounts): Amounts {
  const most: Record<string, IntOrString> = { ...a };
  for (const name in b)
    if (most[name] === undefined || compareQuantities(b[name]!, most[name]) > 0) most[name] = b[name]!;
  return most;
}

/**
 * What a Pod as a whole asks for, or is limited to: its containers and sidecars together, or the largest moment of its
 * start, plus its overhead.
 * Models: component-helpers/resource/helpers.go PodRequests, PodLimits. Left out: resources of the Pod itself (alpha).
 */
export function podAmounts(spec: PodSpec, list: 'requests' | 'limits'): Amounts {
  const of = (container: Container): Amounts => container.resources?.[list] ?? {};
  let total: Amounts = {};
  for (const container of spec.containers ?? []) total = addAmounts(total, of(container));
  let sidecars: Amounts = {};
  let start: Amounts = {};
  for (const container of spec.initContainers ?? []) {
    let moment = of(container);
    if (container.restartPolicy === 'Always') {
      total = addAmounts(total, moment);
      sidecars = addAmounts(sidecars, moment);
      moment = sidecars;
    } else moment = addAmounts(moment, sidecars);
    start = largerOf(start, moment);
  }
  total = largerOf(total, start);
  if (!spec.overhead) return total;
  if (list === 'requests') return addAmounts(total, spec.overhead);
  // Without a limit there is nothing the overhead could raise.
  const limited = Object.fromEntries(Object.entries(spec.overhead).filter(([name]) => total[name] !== undefined));
  return addAmounts(total, limited);
}
