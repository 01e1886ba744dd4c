import { podAmounts, type Amounts } from '../../../api/quota/pod-resources.ts';
import { canonicalQuantity, compareQuantities, milliValue, value } from '../../../api/quantity.ts';
import type { Container, KubeObject, LimitRange, PersistentVolumeClaim, Pod } from '../../../api/types.ts';
import type { Work } from '../work.ts';
import { refuseAdmission, type Admission, type AdmissionPlugin } from './plugin.ts';

const annotation = 'kubernetes.io/limit-ranger';

/**
 * What a namespace's LimitRanges give to containers that say nothing, and the bounds they set.
 * Models: plugin/pkg/admission/limitranger/admission.go. Several errors come in the order of the names; upstream's is random.
 */
export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  kinds: ['Pod', 'PersistentVolumeClaim'],
  admit(work) {
    const ranges = rangesFor(work);
    return ranges && work.type.kind === 'Pod' ? fillIn(work, ranges) : undefined;
  },
  validate(work) {
    const ranges = rangesFor(work);
    return ranges && checkAll(work, ranges);
  },
};

function rangesFor({ state, type, operation, call }: Work): readonly LimitRange[] | undefined {
  if (operation === 'delete' || call.info.subresource !== '' || (operation === 'update' && type.kind === 'Pod'))
    return undefined;
  const found = state.caches.get('limitranges')?.namespaces.get(call.info.namespace);
  return found && ([...found.values()] as KubeObject[] as LimitRange[]);
}

function fillIn(work: Work, ranges: readonly LimitRange[]): Admission {
  const pod = work.draft as Pod;
  let said: Admission;
  for (const { spec, metadata } of ranges) {
    const items = (spec.limits ?? []).filter(({ type }) => type === 'Container');
    const requests = Object.assign({}, ...items.map((item) => item.defaultRequest)) as Amounts;
    const limits = Object.assign({}, ...items.map((item) => item.default)) as Amounts;
    const told = [...(pod.spec.containers ?? []), ...(pod.spec.initContainers ?? [])].flatMap((container, i) => {
      const kind = i < (pod.spec.containers ?? []).length ? 'container' : 'init container';
      const newRequests = merge(container, 'requests', requests);
      const newLimits = merge(container, 'limits', limits);
      return [
        ...(newRequests.length > 0 ? [`${newRequests.join(', ')} request for ${kind} ${container.name}`] : []),
        ...(newLimits.length > 0 ? [`${newLimits.join(', ')} limit for ${kind} ${container.name}`] : []),
      ];
    });
    if (told.length === 0) continue;
    const text = `LimitRanger plugin set: ${told.join('; ')}`;
    pod.metadata.annotations = { ...pod.metadata.annotations, [annotation]: text };
    work.changes?.push({ path: `metadata.annotations['${annotation}']`, value: text });
    said = `${metadata.name} set ${told.join('; ')}`;
  }
  return said;
}

function merge(container: Container, list: 'requests' | 'limits', defaults: Amounts): string[] {
  const has: Amounts = container.resources?.[list] ?? {};
  const missing = Object.keys(defaults)
    .filter((name) => has[name] === undefined)
    .sort();
  if (missing.length === 0) return missing;
  const added = Object.fromEntries(missing.map((name) => [name, canonicalQuantity(defaults[name]!)]));
  container.resources = { ...container.resources, [list]: { ...has, ...added } };
  return missing;
}

function checkAll(work: Work, ranges: readonly LimitRange[]): Admission {
  for (const range of ranges) {
    const errors = [...new Set(problemsWith(work, range))];
    if (errors.length > 0) return refuseAdmission(work, errors.length === 1 ? errors[0]! : `[${errors.join(', ')}]`);
  }
  return `within ${ranges.map(({ metadata }) => metadata.name).join(', ')}`;
}

function problemsWith({ type, draft }: Work, { spec }: LimitRange): string[] {
  const errors: string[] = [];
  const each = (list: Amounts | undefined, check: (name: string, enforced: string) => string | undefined): void => {
    for (const name of Object.keys(list ?? {}).sort()) {
      const error = check(name, canonicalQuantity(list![name]!));
      if (error) errors.push(error);
    }
  };
  for (const item of spec.limits ?? []) {
    const within = (requests: Amounts, limits: Amounts): void => {
      each(item.min, (name, enforced) => belowMinimum(item.type, name, enforced, requests, limits));
      each(item.max, (name, enforced) => aboveMaximum(item.type, name, enforced, requests, limits));
      each(item.maxLimitRequestRatio, (name, enforced) => aboveRatio(item.type, name, enforced, requests, limits));
    };
    if (type.kind === 'PersistentVolumeClaim') {
      if (item.type !== 'PersistentVolumeClaim') continue;
      const requests = (draft as PersistentVolumeClaim).spec.resources?.requests ?? {};
      each(item.min, (name, enforced) => belowMinimum(item.type, name, enforced, requests, {}));
      each(item.max, (name, enforced) => requestAboveMaximum(item.type, name, enforced, requests));
    } else if (item.type === 'Container') {
      const { containers, initContainers = [] } = (draft as Pod).spec;
      for (const { resources } of [...containers, ...initContainers])
        within(resources?.requests ?? {}, resources?.limits ?? {});
    } else if (item.type === 'Pod') {
      within(common(draft as Pod, 'requests'), common(draft as Pod, 'limits'));
    }
  }
  return errors;
}

/** Of a whole Pod's amounts those that every container names. */
function common({ spec }: Pod, list: 'requests' | 'limits'): Amounts {
  const { overhead: _, ...bare } = spec;
  const total = podAmounts(bare as Pod['spec'], list);
  const named = (name: string): boolean =>
    spec.containers.every(({ resources }) => resources?.[list]?.[name] !== undefined);
  return Object.fromEntries(Object.entries(total).filter(([name]) => named(name)));
}

const more = (a: string | number, b: string): boolean => compareQuantities(a, b) > 0;
const less = (a: string | number, b: string): boolean => compareQuantities(a, b) < 0;

function belowMinimum(type: string, name: string, enforced: string, requests: Amounts, limits: Amounts) {
  const [request, limit] = [requests[name], limits[name]];
  const head = `minimum ${name} usage per ${type} is ${enforced}`;
  if (request === undefined) return `${head}.  No request is specified`;
  if (less(request, enforced)) return `${head}, but request is ${canonicalQuantity(request)}`;
  if (limit !== undefined && less(limit, enforced)) return `${head}, but limit is ${canonicalQuantity(limit)}`;
  return undefined;
}

function aboveMaximum(type: string, name: string, enforced: string, requests: Amounts, limits: Amounts) {
  const [request, limit] = [requests[name], limits[name]];
  const head = `maximum ${name} usage per ${type} is ${enforced}`;
  if (limit === undefined) return `${head}.  No limit is specified`;
  if (more(limit, enforced)) return `${head}, but limit is ${canonicalQuantity(limit)}`;
  if (request !== undefined && more(request, enforced)) return `${head}, but request is ${canonicalQuantity(request)}`;
  return undefined;
}

function requestAboveMaximum(type: string, name: string, enforced: string, requests: Amounts) {
  const request = requests[name];
  const head = `maximum ${name} usage per ${type} is ${enforced}`;
  if (request === undefined) return `${head}.  No request is specified`;
  return more(request, enforced) ? `${head}, but request is ${canonicalQuantity(request)}` : undefined;
}

/** Amounts are compared in thousandths where those fit into 63 bits. */
const milliMax = 2 ** 63 / 1000;

function aboveRatio(type: string, name: string, enforced: string, requests: Amounts, limits: Amounts) {
  const head = `${name} max limit to request ratio per ${type} is ${enforced}`;
  const [request, limit] = [requests[name], limits[name]];
  const fine = [request, limit, enforced].every((amount) => value(amount) <= milliMax);
  const size = fine ? milliValue : value;
  const [asked, most] = [size(request), size(limit)];
  if (asked === 0) return `${head}, but no request is specified or request is 0`;
  if (most === 0) return `${head}, but no limit is specified or limit is 0`;
  const ratio = most / asked;
  return ratio * 1000 > milliValue(enforced) ? `${head}, but provided ratio is ${ratio.toFixed(6)}` : undefined;
}
