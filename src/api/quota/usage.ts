import { qosClass } from '../pod/qos.ts';
import { canonicalQuantity } from '../quantity.ts';
import type { ResourceType } from '../resource.ts';
import { selectorMatches } from '../selectors.ts';
import type { KubeObject, PersistentVolumeClaim, Pod, ResourceQuota, Service } from '../types.ts';
import { podAmounts, type Amounts } from './pod-resources.ts';

/** What objects of one resource are counted by. Models: pkg/quota/v1/evaluator/core, pkg/quota/v1/generic. */
type Counted = Pick<ResourceType, 'group' | 'plural'>;

export const countName = ({ group, plural }: Counted): string =>
  `count/${group === '' ? plural : `${plural}.${group}`}`;

/** Resources whose number a quota may name without `count/`. Source: evaluator/core/registry.go legacyObjectCountAliases. */
const aliases = new Set(['configmaps', 'resourcequotas', 'replicationcontrollers', 'secrets']);

const podNames = new Set([
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
  'count/pods',
]);
const native = /^(?:[^/]*|(?:[^/]*\.)?kubernetes\.io\/.*)$/;

/** Whether a quota's resource is one that objects of this resource use up. */
export function isAbout(type: Counted, name: string): boolean {
  if (type.group !== '') return name === countName(type);
  switch (type.plural) {
    case 'pods':
      if (podNames.has(name) || /^(?:requests\.)?hugepages-/.test(name)) return true;
      return name.startsWith('requests.') && !native.test(name.slice('requests.'.length));
    case 'services':
      return ['services', 'services.nodeports', 'services.loadbalancers', 'count/services'].includes(name);
    case 'persistentvolumeclaims':
      return (
        ['persistentvolumeclaims', 'requests.storage', 'count/persistentvolumeclaims'].includes(name) ||
        name.includes(classMark)
      );
    default:
      return name === countName(type) || (aliases.has(type.plural) && name === type.plural);
  }
}

const classMark = '.storageclass.storage.k8s.io/';

/** What one object uses of what quotas are about. */
export function usageOf(type: Counted, object: KubeObject, ended: boolean): Record<string, string> {
  const used: Record<string, string> = { [countName(type)]: '1' };
  if (type.group !== '') return used;
  if (aliases.has(type.plural)) used[type.plural] = '1';
  if (type.plural === 'pods') {
    if (!ended) addPod(used, object as Pod);
  } else if (type.plural === 'services') addService(used, object as Service);
  else if (type.plural === 'persistentvolumeclaims') addClaim(used, object as PersistentVolumeClaim);
  return used;
}

function addPod(used: Record<string, string>, { spec }: Pod): void {
  used['pods'] = '1';
  const requests = podAmounts(spec, 'requests');
  for (const name in requests) {
    const amount = canonicalQuantity(requests[name]!);
    if (computed.has(name) || name.startsWith('hugepages-')) used[name] = amount;
    if (computed.has(name) || name.startsWith('hugepages-') || !native.test(name)) used[`requests.${name}`] = amount;
  }
  const limits = podAmounts(spec, 'limits');
  for (const name in limits) if (computed.has(name)) used[`limits.${name}`] = canonicalQuantity(limits[name]!);
}
const computed = new Set(['cpu', 'memory', 'ephemeral-storage']);

function addService(used: Record<string, string>, { spec }: Service): void {
  const ports = spec.ports ?? [];
  const balanced = spec.type === 'LoadBalancer';
  const withoutPorts = balanced && spec['allocateLoadBalancerNodePorts'] === false;
  const nodePorts = withoutPorts ? ports.filter((port) => (port.nodePort ?? 0) !== 0).length : ports.length;
  used['services'] = '1';
  used['services.nodeports'] = String(spec.type === 'NodePort' || balanced ? nodePorts : 0);
  used['services.loadbalancers'] = balanced ? '1' : '0';
}

function addClaim(used: Record<string, string>, { spec }: PersistentVolumeClaim): void {
  used['persistentvolumeclaims'] = '1';
  const storage = spec.resources?.requests?.['storage'];
  const { storageClassName: name } = spec;
  if (storage !== undefined) used['requests.storage'] = canonicalQuantity(storage);
  if (!name) return;
  used[`${name}${classMark}persistentvolumeclaims`] = '1';
  if (storage !== undefined) used[`${name}${classMark}requests.storage`] = canonicalQuantity(storage);
}

/** A Pod that has run its course uses nothing; one that should be gone and is not, neither. Models: QuotaV1Pod. */
export function hasEnded(pod: Pod, deleteByMs: (timestamp: string) => number, now: number): boolean {
  // A Pod being created has no phase yet.
  const phase = (pod as { status?: Pod['status'] }).status?.phase;
  if (phase === 'Failed' || phase === 'Succeeded') return true;
  const { deletionTimestamp, deletionGracePeriodSeconds: seconds } = pod.metadata;
  return (
    deletionTimestamp !== undefined && seconds !== undefined && now > deleteByMs(deletionTimestamp) + seconds * 1000
  );
}

/** The quota counts this object: one of its resources is about it, and the object is in all of its scopes. */
export function matchesQuota(quota: ResourceQuota, type: Counted, object: KubeObject): boolean {
  // What is looked at is what the quota wants, not yet what it has counted.
  if (!Object.keys(quota.spec.hard ?? {}).some((name) => isAbout(type, name))) return false;
  const scopes = (quota.spec.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists', values: undefined }));
  const all = [...scopes, ...(quota.spec.scopeSelector?.matchExpressions ?? [])];
  if (all.length === 0) return true;
  if (type.group !== '' || type.plural !== 'pods') return false;
  return all.every((scope) => inScope(scope, object as Pod));
}

type Scope = { readonly scopeName: string; readonly operator: string; readonly values?: readonly string[] | undefined };

function inScope({ scopeName, operator, values = [] }: Scope, { spec }: Pod): boolean {
  switch (scopeName) {
    case 'Terminating':
      return spec.activeDeadlineSeconds !== undefined;
    case 'NotTerminating':
      return spec.activeDeadlineSeconds === undefined;
    case 'BestEffort':
      return qosClass(spec) === 'BestEffort';
    case 'NotBestEffort':
      return qosClass(spec) !== 'BestEffort';
    case 'PriorityClass':
      return selectorMatches(
        { matchExpressions: [{ key: scopeName, operator, values: [...values] }] } as never,
        spec.priorityClassName ? { [scopeName]: spec.priorityClassName } : {},
      );
    case 'CrossNamespacePodAffinity':
      return affinityTerms(spec).some((term) => term['namespaces'] || term['namespaceSelector']);
    default:
      return false;
  }
}

function affinityTerms({ affinity }: Pod['spec']): Record<string, unknown>[] {
  const found: Record<string, unknown>[] = [];
  for (const each of [affinity?.podAffinity, affinity?.podAntiAffinity]) {
    found.push(...((each?.requiredDuringSchedulingIgnoredDuringExecution ?? []) as never[]));
    for (const { podAffinityTerm } of each?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
      found.push(podAffinityTerm as never);
  }
  return found;
}

/** Of `amounts` only what `names` name. */
export const onlyNamed = (amounts: Amounts, names: Amounts): Record<string, string> =>
  Object.fromEntries(
    Object.entries(amounts).flatMap(([name, amount]) =>
      names[name] === undefined ? [] : [[name, canonicalQuantity(amount)]],
    ),
  );
