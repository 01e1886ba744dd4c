import { ageText } from '../../api/duration.ts';
import { addQuantities, canonicalQuantity, compareQuantities, milliValue, value } from '../../api/quantity.ts';
import { at, attempt, itemsOf, listAll, listAt, mapAt, textAt, type Obj, type Session } from '../client.ts';
import { bareText } from '../errors.ts';
import { rfc1123z } from '../text/duration.ts';
import type { JsonObject, Run } from '../types.ts';
import { describeEvents, searchEvents } from './events.ts';
import { annotations, labels, taints } from './metadata.ts';
import { Writer } from './writer.ts';

/** Models: describe.go describeNode. Left out: extended resources' totals. */
export function* describeNode(session: Session, node: Obj, showEvents: boolean): Run<string> {
  const name = node.metadata?.name ?? '';
  const pods = yield* listAll(session, '/api/v1/pods', {
    fieldSelector: `spec.nodeName=${name},status.phase!=Succeeded,status.phase!=Failed`,
    limit: '500',
  });
  let events: Obj[] | undefined;
  if (showEvents) {
    events = yield* searchEvents(session, { name, namespace: '', kind: 'Node', uid: node.metadata?.uid ?? '' });
    // The kubelet names the node as its own uid.
    events.push(...(yield* searchEvents(session, { name, namespace: '', kind: 'Node', uid: name })));
  }
  const lease = yield* attempt(session, {
    method: 'GET',
    path: `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${name}`,
  });
  const w = new Writer();
  w.field(0, 'Name', name);
  w.field(0, 'Roles', rolesOf(node).join(',') || '<none>');
  labels(w, 'Labels', node.metadata?.labels);
  annotations(w, 'Annotations', node.metadata?.annotations);
  w.field(0, 'CreationTimestamp', rfc1123z(node.metadata?.creationTimestamp));
  taints(w, 'Taints', listAt(node, 'spec', 'taints'));
  w.field(0, 'Unschedulable', at(node, 'spec', 'unschedulable') === true);
  if ('problem' in lease) w.field(0, 'Lease', `Failed to get lease: ${bareText(lease.problem)}`);
  else {
    w.write(0, 'Lease:\n');
    w.field(1, 'HolderIdentity', textAt(lease.body, 'spec', 'holderIdentity') || '<unset>');
    w.field(1, 'AcquireTime', rfc1123z(at(lease.body, 'spec', 'acquireTime')));
    w.field(1, 'RenewTime', rfc1123z(at(lease.body, 'spec', 'renewTime')));
  }
  const conditions = listAt(node, 'status', 'conditions');
  if (conditions.length > 0) {
    w.write(0, 'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage\n');
    w.write(1, '----\t------\t-----------------\t------------------\t------\t-------\n');
    for (const c of conditions) {
      w.write(
        1,
        `${textAt(c, 'type')} \t${textAt(c, 'status')} \t${rfc1123z(c['lastHeartbeatTime'])} \t${rfc1123z(c['lastTransitionTime'])} \t${textAt(c, 'reason')} \t${textAt(c, 'message')}\n`,
      );
    }
  }
  w.write(0, 'Addresses:\n');
  for (const a of listAt(node, 'status', 'addresses')) w.field(1, textAt(a, 'type'), textAt(a, 'address'));
  for (const [title, key] of [
    ['Capacity', 'capacity'],
    ['Allocatable', 'allocatable'],
  ] as const) {
    const map = mapAt(node, 'status', key);
    const names = Object.keys(map).sort();
    if (names.length > 0) w.write(0, `${title}:\n`);
    for (const resource of names) w.field(1, resource, canonicalQuantity(map[resource]!));
  }
  w.write(0, 'System Info:\n');
  for (const [title, key] of systemInfo) w.field(1, title, textAt(node, 'status', 'nodeInfo', key));
  const podCIDR = textAt(node, 'spec', 'podCIDR');
  if (podCIDR) w.field(0, 'PodCIDR', podCIDR);
  const cidrs = (at(node, 'spec', 'podCIDRs') as string[] | undefined) ?? [];
  if (cidrs.length > 0) w.field(0, 'PodCIDRs', cidrs.join(','));
  if (textAt(node, 'spec', 'providerID')) w.field(0, 'ProviderID', textAt(node, 'spec', 'providerID'));
  if ('problem' in pods) w.field(0, 'Pods', 'not authorized');
  else describeResources(w, node, itemsOf(pods.body), session.nowMs);
  if (events) describeEvents(w, events, session.nowMs);
  return w.result();
}

const systemInfo = [
  ['Machine ID', 'machineID'],
  ['System UUID', 'systemUUID'],
  ['Boot ID', 'bootID'],
  ['Kernel Version', 'kernelVersion'],
  ['OS Image', 'osImage'],
  ['Operating System', 'operatingSystem'],
  ['Architecture', 'architecture'],
  ['Container Runtime Version', 'containerRuntimeVersion'],
  ['Kubelet Version', 'kubeletVersion'],
  ['Kube-Proxy Version', 'kubeProxyVersion'],
] as const;

/** Models: describe.go findNodeRoles. */
function rolesOf(node: Obj): string[] {
  const roles = new Set<string>();
  for (const [key, text] of Object.entries(node.metadata?.labels ?? {})) {
    const role = key.startsWith('node-role.kubernetes.io/')
      ? key.slice('node-role.kubernetes.io/'.length)
      : key === 'kubernetes.io/role'
        ? text
        : '';
    if (role) roles.add(role);
  }
  return [...roles].sort();
}

type Amounts = Readonly<Record<string, string>>;

function plus(a: Amounts, b: Amounts): Amounts {
  const out: Record<string, string> = { ...a };
  for (const [name, amount] of Object.entries(b)) out[name] = name in out ? addQuantities(out[name]!, amount) : amount;
  return out;
}

function larger(a: Amounts, b: Amounts): Amounts {
  const out: Record<string, string> = { ...a };
  for (const [name, amount] of Object.entries(b))
    if (!(name in out) || compareQuantities(out[name]!, amount) < 0) out[name] = amount;
  return out;
}

/** What a Pod takes in all. Models: component-helpers/resource PodRequests, PodLimits. */
function podAmounts(pod: Obj, what: 'requests' | 'limits'): Amounts {
  const amounts = (c: JsonObject): Amounts => mapAt(c, 'resources', what);
  let total = listAt(pod, 'spec', 'containers').map(amounts).reduce(plus, {});
  let initMax: Amounts = {};
  let sidecars: Amounts = {};
  for (const container of listAt(pod, 'spec', 'initContainers')) {
    if (container['restartPolicy'] === 'Always') {
      sidecars = plus(sidecars, amounts(container));
      total = plus(total, amounts(container));
      initMax = larger(initMax, sidecars);
    } else initMax = larger(initMax, plus(sidecars, amounts(container)));
  }
  total = larger(total, initMax);
  const overhead = mapAt(pod, 'spec', 'overhead');
  return what === 'requests' || Object.keys(total).length > 0 ? plus(total, overhead) : total;
}

function describeResources(w: Writer, node: Obj, pods: readonly Obj[], nowMs: number): void {
  const allocatable = mapAt(node, 'status', 'allocatable');
  w.write(0, `Non-terminated Pods:\t(${pods.length} in total)\n`);
  w.write(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge\n');
  w.write(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---\n');
  const share = (amount: string | undefined, resource: string): string => {
    const of = resource === 'cpu' ? milliValue : value;
    const whole = of(allocatable[resource]);
    return `${amount === undefined ? '0' : canonicalQuantity(amount)} (${whole === 0 ? 0 : Math.trunc((of(amount) / whole) * 100)}%)`;
  };
  let [requests, limits]: [Amounts, Amounts] = [{}, {}];
  for (const pod of pods) {
    const r = podAmounts(pod, 'requests');
    const l = podAmounts(pod, 'limits');
    requests = plus(requests, r);
    limits = plus(limits, l);
    w.write(
      1,
      `${pod.metadata?.namespace ?? ''}\t${pod.metadata?.name ?? ''}\t\t${share(r['cpu'], 'cpu')}\t${share(l['cpu'], 'cpu')}\t${share(r['memory'], 'memory')}\t${share(l['memory'], 'memory')}\t${ageText(pod.metadata?.creationTimestamp, nowMs)}\n`,
    );
  }
  w.write(0, 'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)\n');
  w.write(1, 'Resource\tRequests\tLimits\n');
  w.write(1, '--------\t--------\t------\n');
  const huge = Object.keys(allocatable)
    .filter((name) => name.startsWith('hugepages-'))
    .sort();
  for (const resource of ['cpu', 'memory', 'ephemeral-storage', ...huge])
    w.write(1, `${resource}\t${share(requests[resource], resource)}\t${share(limits[resource], resource)}\n`);
}
