import { formatSelector } from '../../api/selectors.ts';
import type { LabelSelector } from '../../api/types.ts';
import { at, attempt, itemsOf, listAt, query, textAt, type Obj, type Session } from '../client.ts';
import { bareText } from '../errors.ts';
import { goTime } from '../text/duration.ts';
import type { JsonObject, Run } from '../types.ts';
import { describeEvents } from './events.ts';
import { annotations, labels, nameNamespace } from './metadata.ts';
import { endpointsText } from './service.ts';
import { Writer } from './writer.ts';

/** Models: describe.go describeIngressV1. */
export function* describeIngress(
  session: Session,
  ingress: Obj,
  readEvents: () => Run<Obj[] | undefined>,
): Run<string> {
  const namespace = ingress.metadata?.namespace ?? '';
  const w = new Writer();
  w.field(0, 'Name', ingress.metadata?.name ?? '');
  labels(w, 'Labels', ingress.metadata?.labels);
  w.field(0, 'Namespace', namespace);
  const addresses = listAt(ingress, 'status', 'loadBalancer', 'ingress');
  w.field(0, 'Address', addresses.map((i) => textAt(i, 'ip') || textAt(i, 'hostname')).join(','));
  w.field(0, 'Ingress Class', textAt(ingress, 'spec', 'ingressClassName') || '<none>');
  const fallback = at(ingress, 'spec', 'defaultBackend') as JsonObject | undefined;
  const fallbackText = fallback ? yield* backendText(session, namespace, fallback) : '<default>';
  w.field(0, 'Default backend', fallbackText);
  const tls = listAt(ingress, 'spec', 'tls');
  if (tls.length > 0) w.write(0, 'TLS:\n');
  for (const one of tls) {
    const hosts = ((one['hosts'] as string[] | undefined) ?? []).join(',');
    w.write(
      1,
      textAt(one, 'secretName') ? `${textAt(one, 'secretName')} terminates ${hosts}\n` : `SNI routes ${hosts}\n`,
    );
  }
  w.write(0, 'Rules:\n  Host\tPath\tBackends\n');
  w.write(0, '  ----\t----\t--------\n');
  const rules = listAt(ingress, 'spec', 'rules').filter((rule) => rule['http']);
  for (const rule of rules) {
    w.write(0, `  ${textAt(rule, 'host') || '*'}\t\n`);
    for (const path of listAt(rule, 'http', 'paths'))
      w.write(
        0,
        `    \t${textAt(path, 'path')} \t${yield* backendText(session, namespace, path['backend'] as JsonObject)}\n`,
      );
  }
  if (rules.length === 0) w.write(0, `  *\t*\t${fallbackText}\n`);
  annotations(w, 'Annotations', ingress.metadata?.annotations);
  const events = yield* readEvents();
  if (events) describeEvents(w, events, session.nowMs);
  return w.result();
}

/** `web:80 (10.244.1.2:80)`: a Service and who is behind it, or a resource. Models: describe.go describeBackendV1. */
function* backendText(session: Session, namespace: string, backend: JsonObject): Run<string> {
  const resource = backend['resource'];
  if (resource)
    return `APIGroup: ${textAt(resource, 'apiGroup') || '<none>'}, Kind: ${textAt(resource, 'kind')}, Name: ${textAt(resource, 'name')}`;
  const name = textAt(backend, 'service', 'name');
  const port = (key: string): string => textAt(backend, 'service', 'port', key);
  const text = `${name}:${port('name') || port('number')}`;
  const slices = yield* attempt(session, {
    method: 'GET',
    path: `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`,
    query: query({ labelSelector: `kubernetes.io/service-name=${name}` }),
  });
  const service = yield* attempt(session, { method: 'GET', path: `/api/v1/namespaces/${namespace}/services/${name}` });
  const failed = 'problem' in slices ? slices : 'problem' in service ? service : undefined;
  if (failed) return `${text} (<error: ${bareText(failed.problem)}>)`;
  const { body } = service as { body: Obj };
  const found = listAt(body, 'spec', 'ports').find(
    (p) => textAt(p, 'port') === port('number') || (port('name') !== '' && textAt(p, 'name') === port('name')),
  );
  return `${text} (${endpointsText(itemsOf((slices as { body: Obj }).body), textAt(found, 'name'))})`;
}

/** Models: describe.go describeIngressClassV1. */
export function describeIngressClass(object: Obj, events: readonly Obj[] | undefined, nowMs: number): string {
  const w = new Writer();
  w.field(0, 'Name', object.metadata?.name ?? '');
  labels(w, 'Labels', object.metadata?.labels);
  annotations(w, 'Annotations', object.metadata?.annotations);
  w.field(0, 'Controller', textAt(object, 'spec', 'controller'));
  if (at(object, 'spec', 'parameters')) {
    const parameter = (key: string): string => textAt(object, 'spec', 'parameters', key);
    w.write(0, 'Parameters:\n');
    if (parameter('apiGroup')) w.field(1, 'APIGroup', parameter('apiGroup'));
    w.field(1, 'Kind', parameter('kind'));
    w.field(1, 'Name', parameter('name'));
  }
  if (events) describeEvents(w, events, nowMs);
  return w.result();
}

/** Models: describe.go describeNetworkPolicy. */
export function describeNetworkPolicy(policy: Obj): string {
  const w = new Writer();
  nameNamespace(w, policy);
  w.field(0, 'Created on', goTime(policy.metadata?.creationTimestamp));
  labels(w, 'Labels', policy.metadata?.labels);
  annotations(w, 'Annotations', policy.metadata?.annotations);
  w.write(0, 'Spec:\n');
  const selector = formatSelector(at(policy, 'spec', 'podSelector') as LabelSelector | undefined);
  w.write(
    1,
    `PodSelector:     ${selector === '<none>' ? '<none> (Allowing the specific traffic to all pods in this namespace)' : selector}\n`,
  );
  const types = (at(policy, 'spec', 'policyTypes') as string[] | undefined) ?? [];
  for (const way of ways) {
    if (!types.includes(way.type)) w.write(1, `Not affecting ${way.name} traffic\n`);
    else {
      w.write(1, `Allowing ${way.name} traffic:\n`);
      traffic(w, way, listAt(policy, 'spec', way.name));
    }
  }
  w.write(1, `Policy Types: ${types.join(', ')}\n`);
  return w.result();
}

const ways = [
  { type: 'Ingress', name: 'ingress', peers: 'from', title: 'From', anywhere: 'source' },
  { type: 'Egress', name: 'egress', peers: 'to', title: 'To', anywhere: 'destination' },
] as const;

function traffic(w: Writer, way: (typeof ways)[number], rules: readonly JsonObject[]): void {
  if (rules.length === 0) w.write(2, `<none> (Selected pods are isolated for ${way.name} connectivity)\n`);
  rules.forEach((rule, i) => {
    const ports = listAt(rule, 'ports');
    if (ports.length === 0) w.write(2, 'To Port: <any> (traffic allowed to all ports)\n');
    for (const port of ports) {
      const end = textAt(port, 'endPort');
      const number = textAt(port, 'port') || '<nil>';
      w.write(2, `To Port${end ? ` Range: ${number}-${end}` : `: ${number}`}/${textAt(port, 'protocol') || 'TCP'}\n`);
    }
    const peers = listAt(rule, way.peers);
    if (peers.length === 0) w.write(2, `${way.title}: <any> (traffic not restricted by ${way.anywhere})\n`);
    for (const peer of peers) {
      w.write(2, `${way.title}:\n`);
      const selector = (key: string): string => formatSelector(peer[key] as LabelSelector);
      if (peer['namespaceSelector']) w.write(3, `NamespaceSelector: ${selector('namespaceSelector')}\n`);
      if (peer['podSelector']) w.write(3, `PodSelector: ${selector('podSelector')}\n`);
      if (!peer['ipBlock'] || peer['namespaceSelector'] || peer['podSelector']) continue;
      w.write(3, 'IPBlock:\n');
      w.write(4, `CIDR: ${textAt(peer, 'ipBlock', 'cidr')}\n`);
      w.write(4, `Except: ${((at(peer, 'ipBlock', 'except') as string[] | undefined) ?? []).join(', ')}\n`);
    }
    if (i < rules.length - 1) w.write(2, '----------\n');
  });
}

/** Models: describe.go describeEndpoints. */
export function describeEndpoints(object: Obj, events: readonly Obj[] | undefined, nowMs: number): string {
  const w = new Writer();
  nameNamespace(w, object);
  labels(w, 'Labels', object.metadata?.labels);
  annotations(w, 'Annotations', object.metadata?.annotations);
  w.write(0, 'Subsets:\n');
  for (const subset of listAt(object, 'subsets')) {
    const ips = (key: string): string =>
      listAt(subset, key)
        .map((address) => textAt(address, 'ip'))
        .join(',') || '<none>';
    w.field(1, 'Addresses', ips('addresses'));
    w.field(1, 'NotReadyAddresses', ips('notReadyAddresses'));
    const ports = listAt(subset, 'ports');
    if (ports.length > 0) {
      w.write(1, 'Ports:\n');
      w.write(2, 'Name\tPort\tProtocol\n');
      w.write(2, '----\t----\t--------\n');
    }
    for (const port of ports)
      w.write(2, `${textAt(port, 'name') || '<unset>'}\t${textAt(port, 'port')}\t${textAt(port, 'protocol')}\n`);
    w.write(0, '\n');
  }
  if (events) describeEvents(w, events, nowMs);
  return w.result();
}
