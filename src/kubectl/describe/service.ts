import { at, attempt, itemsOf, listAt, mapAt, query, textAt, type Obj, type Session } from '../client.ts';
import type { JsonObject, Run } from '../types.ts';
import { describeEvents } from './events.ts';
import { annotations, formatLabels, labels, nameNamespace } from './metadata.ts';
import { Writer } from './writer.ts';

const join = (object: Obj, ...path: string[]): string =>
  ((at(object, ...path) as string[] | undefined) ?? []).join(',');

/** Models: describe.go describeService. */
export function* describeService(
  session: Session,
  service: Obj,
  readEvents: () => Run<Obj[] | undefined>,
): Run<string> {
  const answer = yield* attempt(session, {
    method: 'GET',
    path: `/apis/discovery.k8s.io/v1/namespaces/${service.metadata?.namespace ?? ''}/endpointslices`,
    query: query({ labelSelector: `kubernetes.io/service-name=${service.metadata?.name ?? ''}` }),
  });
  const slices = 'problem' in answer ? [] : itemsOf(answer.body);
  const events = yield* readEvents();
  const w = new Writer();
  const optional = (title: string, text: string): void => {
    if (text) w.field(0, title, text);
  };
  nameNamespace(w, service);
  labels(w, 'Labels', service.metadata?.labels);
  annotations(w, 'Annotations', service.metadata?.annotations);
  w.field(0, 'Selector', formatLabels(mapAt(service, 'spec', 'selector')));
  w.field(0, 'Type', textAt(service, 'spec', 'type'));
  optional('IP Family Policy', textAt(service, 'spec', 'ipFamilyPolicy'));
  w.field(0, 'IP Families', join(service, 'spec', 'ipFamilies') || '<none>');
  w.field(0, 'IP', textAt(service, 'spec', 'clusterIP'));
  w.field(0, 'IPs', join(service, 'spec', 'clusterIPs') || '<none>');
  optional('External IPs', join(service, 'spec', 'externalIPs'));
  optional('Desired LoadBalancer IP', textAt(service, 'spec', 'loadBalancerIP'));
  optional('External Name', textAt(service, 'spec', 'externalName'));
  optional(
    'LoadBalancer Ingress',
    listAt(service, 'status', 'loadBalancer', 'ingress')
      .map((i) =>
        textAt(i, 'ip')
          ? `${textAt(i, 'ip')}${textAt(i, 'ipMode') ? ` (${textAt(i, 'ipMode')})` : ''}`
          : textAt(i, 'hostname'),
      )
      .join(', '),
  );
  for (const port of listAt(service, 'spec', 'ports')) {
    const name = textAt(port, 'name') || '<unset>';
    const protocol = textAt(port, 'protocol');
    w.write(0, `Port:\t${name}\t${textAt(port, 'port')}/${protocol}\n`);
    w.field(0, 'TargetPort', `${textAt(port, 'targetPort')}/${protocol}`);
    optional('AppProtocol', textAt(port, 'appProtocol'));
    if (textAt(port, 'nodePort') && textAt(port, 'nodePort') !== '0')
      w.write(0, `NodePort:\t${name}\t${textAt(port, 'nodePort')}/${protocol}\n`);
    w.field(0, 'Endpoints', endpointsText(slices, textAt(port, 'name')));
  }
  w.field(0, 'Session Affinity', textAt(service, 'spec', 'sessionAffinity'));
  optional('External Traffic Policy', textAt(service, 'spec', 'externalTrafficPolicy'));
  optional('Internal Traffic Policy', textAt(service, 'spec', 'internalTrafficPolicy'));
  optional('HealthCheck NodePort', textAt(service, 'spec', 'healthCheckNodePort'));
  optional('LoadBalancer Source Ranges', join(service, 'spec', 'loadBalancerSourceRanges'));
  optional('Traffic Distribution', textAt(service, 'spec', 'trafficDistribution'));
  if (events) describeEvents(w, events, session.nowMs);
  return w.result();
}

/** Ready addresses behind one port, three at most. Models: describe.go formatEndpointSlices. */
export function endpointsText(slices: readonly Obj[], portName: string): string {
  if (slices.length === 0) return '<none>';
  const list: string[] = [];
  for (const slice of slices) {
    const ready = listAt(slice, 'endpoints').filter((e: JsonObject) => at(e, 'conditions', 'ready') !== false);
    const address = (e: JsonObject): string => String((e['addresses'] as string[])[0]);
    const ports = listAt(slice, 'ports');
    if (ports.length === 0) list.push(...ready.map(address));
    for (const port of ports) {
      if (textAt(port, 'name') !== portName) continue;
      list.push(
        ...ready.map((e) =>
          address(e).includes(':')
            ? `[${address(e)}]:${textAt(port, 'port')}`
            : `${address(e)}:${textAt(port, 'port')}`,
        ),
      );
    }
  }
  return list.length > 3 ? `${list.slice(0, 3).join(',')} + ${list.length - 3} more...` : list.join(',');
}

/** Models: describe.go describeEndpointSliceV1. */
export function describeEndpointSlice(slice: Obj, events: readonly Obj[] | undefined, nowMs: number): string {
  const w = new Writer();
  nameNamespace(w, slice);
  labels(w, 'Labels', slice.metadata?.labels);
  annotations(w, 'Annotations', slice.metadata?.annotations);
  w.field(0, 'AddressType', textAt(slice, 'addressType'));
  const ports = listAt(slice, 'ports');
  if (ports.length === 0) w.write(0, 'Ports: <unset>\n');
  else {
    w.write(0, 'Ports:\n');
    w.write(1, 'Name\tPort\tProtocol\n');
    w.write(1, '----\t----\t--------\n');
    for (const port of ports)
      w.write(
        1,
        `${textAt(port, 'name') || '<unset>'}\t${textAt(port, 'port') || '<unset>'}\t${textAt(port, 'protocol')}\n`,
      );
  }
  const endpoints = listAt(slice, 'endpoints');
  if (endpoints.length === 0) w.write(0, 'Endpoints: <none>\n');
  else w.write(0, 'Endpoints:\n');
  for (const endpoint of endpoints) {
    w.field(1, '- Addresses', ((endpoint['addresses'] as string[] | undefined) ?? []).join(', ') || '<none>');
    w.write(2, 'Conditions:\n');
    w.field(3, 'Ready', textAt(endpoint, 'conditions', 'ready') || '<unset>');
    w.field(2, 'Hostname', textAt(endpoint, 'hostname') || '<unset>');
    if (endpoint['targetRef'])
      w.field(2, 'TargetRef', `${textAt(endpoint, 'targetRef', 'kind')}/${textAt(endpoint, 'targetRef', 'name')}`);
    w.field(2, 'NodeName', textAt(endpoint, 'nodeName') || '<unset>');
    w.field(2, 'Zone', textAt(endpoint, 'zone') || '<unset>');
  }
  if (events) describeEvents(w, events, nowMs);
  return w.result();
}
