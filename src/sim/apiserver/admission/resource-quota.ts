import { addAmounts } from '../../../api/quota/pod-resources.ts';
import { hasEnded, isAbout, matchesQuota, onlyNamed, usageOf } from '../../../api/quota/usage.ts';
import { canonicalQuantity, compareQuantities } from '../../../api/quantity.ts';
import type { Container, Pod, ResourceQuota } from '../../../api/types.ts';
import { parseTimestamp } from '../../time.ts';
import { isDryRun } from '../options.ts';
import { charge, currentQuotas } from '../quota-charges.ts';
import type { Work } from '../work.ts';
import { refuseAdmission, type Admission, type AdmissionPlugin } from './plugin.ts';

/**
 * A namespace's budget: what does not fit is refused, what fits is charged at once.
 * Models: apiserver/pkg/admission/plugin/resourcequota/controller.go. Left out: resources limited by configuration.
 */
export const resourceQuota: AdmissionPlugin = {
  name: 'ResourceQuota',
  validate: (work) => (hasQuotas(work) ? check(work) : undefined),
};

const hasQuotas = ({ state, operation, call, type }: Work): boolean =>
  operation !== 'delete' &&
  call.info.subresource === '' &&
  type.kind !== 'Event' &&
  (state.caches.get('resourcequotas')?.namespaces.has(call.info.namespace) ?? false);

/** Kinds whose usage an update can change. Of the others only the number counts. */
const resizable = new Set(['Service', 'PersistentVolumeClaim']);

const zero = (amounts: Record<string, string>): string[] =>
  Object.keys(amounts).filter((name) => compareQuantities(amounts[name]!, '0') > 0);

function check(work: Work): Admission {
  const { state, ctx, call, type, draft, existing, operation } = work;
  if (operation === 'update' && !resizable.has(type.kind)) return undefined;
  const usage = usageOf(type, draft, false);
  const before =
    operation === 'update' && existing
      ? usageOf(type, existing, type.kind === 'Pod' && hasEnded(existing as Pod, parseTimestamp, ctx.now))
      : {};
  const charges: { quota: ResourceQuota; delta: Record<string, string> }[] = [];
  for (const quota of currentQuotas(state, call.info.namespace)) {
    if (!matchesQuota(quota, type, draft)) continue;
    const { hard = {}, used = {} } = quota.status;
    const restricted = Object.keys(hard).filter((name) => isAbout(type, name));
    const unspecified = type.kind === 'Pod' ? missing(draft as Pod, restricted) : '';
    if (unspecified !== '') return refuseAdmission(work, `failed quota: ${quota.metadata.name}: ${unspecified}`);
    if (restricted.some((name) => used[name] === undefined) || quota.status.hard === undefined) {
      const names =
        restricted.length > 0 ? restricted : Object.keys(quota.spec.hard ?? {}).filter((n) => isAbout(type, n));
      return refuseAdmission(
        work,
        `status unknown for quota: ${quota.metadata.name}, resources: ${names.sort().join(',')}`,
      );
    }
    const counts = before && existing && matchesQuota(quota, type, existing) ? before : {};
    const delta = onlyNamed(increase(usage, counts), hard);
    for (const name of Object.keys(delta)) if (!zero(delta).includes(name)) delete delta[name];
    if (Object.keys(delta).length === 0) continue;
    const next = addAmounts(used, delta);
    const exceeded = Object.keys(delta).filter((name) => compareQuantities(next[name]!, hard[name]!) > 0);
    if (exceeded.length > 0) {
      const text = (amounts: Readonly<Record<string, string | number>>): string =>
        exceeded
          .sort()
          .map((name) => `${name}=${canonicalQuantity(amounts[name]!)}`)
          .join(',');
      return refuseAdmission(
        work,
        `exceeded quota: ${quota.metadata.name}, requested: ${text(delta)}, used: ${text(used)}, limited: ${text(hard)}`,
      );
    }
    charges.push({ quota, delta });
  }
  if (!isDryRun(call)) for (const { quota, delta } of charges) charge(state, ctx, quota, delta);
  if (charges.length === 0) return undefined;
  return `charged to ${charges.map(({ quota }) => quota.metadata.name).join(', ')}`;
}

/** usage − before, never below zero. */
function increase(usage: Record<string, string>, before: Record<string, string>): Record<string, string> {
  const out: Record<string, string> = {};
  for (const name in usage) {
    const old = before[name];
    if (old === undefined) out[name] = usage[name]!;
    else if (compareQuantities(usage[name]!, old) > 0)
      out[name] = addAmounts({ x: usage[name]! }, { x: negative(old) })['x']!;
  }
  return out;
}
const negative = (amount: string): string => (amount.startsWith('-') ? amount.slice(1) : `-${amount}`);

/** Of cpu and memory, who limits them must be told by every container. */
const mustBeTold = ['cpu', 'limits.cpu', 'limits.memory', 'memory', 'requests.cpu', 'requests.memory'];

function missing({ spec }: Pod, restricted: readonly string[]): string {
  const lacking = (name: string): string[] => {
    const list = name.startsWith('limits.') ? 'limits' : 'requests';
    const resource = name.slice(name.indexOf('.') + 1);
    const lacks = ({ resources }: Container): boolean => resources?.[list]?.[resource] === undefined;
    return [...spec.containers, ...(spec.initContainers ?? [])].filter(lacks).map((container) => container.name);
  };
  const parts = mustBeTold
    .filter((name) => restricted.includes(name))
    .flatMap((name) => {
      const names = lacking(name);
      return names.length > 0 ? [`${name} for: ${[...new Set(names)].sort().join(',')}`] : [];
    });
  return parts.length > 0 ? `must specify ${parts.join('; ')}` : '';
}
