import { ageText } from '../../api/duration.ts';
import { formatSelector } from '../../api/selectors.ts';
import { qosClass } from '../../api/pod/qos.ts';
import type { LabelSelector, PodSpec } from '../../api/types.ts';
import { at, listAt, mapAt, numberAt, textAt, type Obj } from '../client.ts';
import { rfc1123z } from '../text/duration.ts';
import { describeContainers } from './containers.ts';
import { describeEvents } from './events.ts';
import { annotations, controllerOf, labels, nameNamespace, tolerations } from './metadata.ts';
import { describeVolumes } from './volumes.ts';
import { Writer } from './writer.ts';

/** Models: describe.go describePod. */
export function describePod(pod: Obj, events: readonly Obj[] | undefined, nowMs: number): string {
  const w = new Writer();
  nameNamespace(w, pod);
  if (typeof at(pod, 'spec', 'priority') === 'number') w.field(0, 'Priority', numberAt(pod, 'spec', 'priority'));
  const optional = (title: string, ...path: string[]): void => {
    const text = textAt(pod, ...path);
    if (text) w.field(0, title, text);
  };
  optional('Priority Class Name', 'spec', 'priorityClassName');
  optional('Runtime Class Name', 'spec', 'runtimeClassName');
  optional('Service Account', 'spec', 'serviceAccountName');
  const node = textAt(pod, 'spec', 'nodeName');
  w.field(0, 'Node', node ? `${node}/${textAt(pod, 'status', 'hostIP')}` : '<none>');
  if (textAt(pod, 'status', 'startTime')) w.field(0, 'Start Time', rfc1123z(at(pod, 'status', 'startTime')));
  labels(w, 'Labels', pod.metadata?.labels);
  annotations(w, 'Annotations', pod.metadata?.annotations);
  const phase = textAt(pod, 'status', 'phase');
  if (pod.metadata?.deletionTimestamp && phase !== 'Failed' && phase !== 'Succeeded') {
    w.field(0, 'Status', `Terminating (lasts ${ageText(pod.metadata.deletionTimestamp, nowMs)})`);
    w.field(0, 'Termination Grace Period', `${pod.metadata.deletionGracePeriodSeconds ?? 0}s`);
  } else w.field(0, 'Status', phase);
  optional('Reason', 'status', 'reason');
  optional('Message', 'status', 'message');
  optional('SeccompProfile', 'spec', 'securityContext', 'seccompProfile', 'type');
  w.field(0, 'IP', textAt(pod, 'status', 'podIP'));
  const ips = listAt(pod, 'status', 'podIPs');
  w.write(0, ips.length === 0 ? 'IPs:\t<none>\n' : 'IPs:\n');
  for (const ip of ips) w.field(1, 'IP', textAt(ip, 'ip'));
  const owner = controllerOf(pod);
  if (owner) w.field(0, 'Controlled By', owner);
  optional('NominatedNodeName', 'status', 'nominatedNodeName');
  const init = listAt(pod, 'spec', 'initContainers');
  if (init.length > 0)
    describeContainers(w, 'Init Containers', init, listAt(pod, 'status', 'initContainerStatuses'), pod, '');
  describeContainers(
    w,
    'Containers',
    listAt(pod, 'spec', 'containers'),
    listAt(pod, 'status', 'containerStatuses'),
    pod,
    '',
  );
  const ephemeral = listAt(pod, 'spec', 'ephemeralContainers');
  if (ephemeral.length > 0) {
    const statuses = listAt(pod, 'status', 'ephemeralContainerStatuses');
    describeContainers(w, 'Ephemeral Containers', ephemeral, statuses, pod, '');
  }
  const conditions = listAt(pod, 'status', 'conditions');
  const gates = listAt(pod, 'spec', 'readinessGates');
  if (gates.length > 0) {
    w.write(0, 'Readiness Gates:\n  Type\tStatus\n');
    for (const gate of gates)
      w.write(
        1,
        `${textAt(gate, 'conditionType')} \t${
          textAt(
            conditions.find((c) => c['type'] === gate['conditionType']),
            'status',
          ) || '<none>'
        } \n`,
      );
  }
  if (conditions.length > 0) {
    w.write(0, 'Conditions:\n  Type\tStatus\n');
    for (const c of conditions) w.write(1, `${textAt(c, 'type')} \t${textAt(c, 'status')} \n`);
  }
  describeVolumes(w, listAt(pod, 'spec', 'volumes'), '');
  w.field(0, 'QoS Class', textAt(pod, 'status', 'qosClass') || qosClass(pod['spec'] as PodSpec));
  labels(w, 'Node-Selectors', mapAt(pod, 'spec', 'nodeSelector'));
  tolerations(w, 'Tolerations', listAt(pod, 'spec', 'tolerations'));
  spreadConstraints(w, pod['spec'], '');
  if (events) describeEvents(w, events, nowMs);
  return w.result();
}

function spreadConstraints(w: Writer, spec: unknown, space: string): void {
  const list = [...listAt(spec, 'topologySpreadConstraints')].sort((a, b) =>
    textAt(a, 'topologyKey') < textAt(b, 'topologyKey') ? -1 : 1,
  );
  list.forEach((c, i) => {
    const selector = c['labelSelector'] ? ` for selector ${formatSelector(c['labelSelector'] as LabelSelector)}` : '';
    w.write(
      0,
      `${i === 0 ? `${space}Topology Spread Constraints:` : space}\t${textAt(c, 'topologyKey')}:${textAt(c, 'whenUnsatisfiable')} when max skew ${numberAt(c, 'maxSkew')} is exceeded${selector}\n`,
    );
  });
}

/** Models: describe.go DescribePodTemplate. */
export function describeTemplate(w: Writer, template: unknown): void {
  w.write(0, 'Pod Template:\n');
  const spec = at(template, 'spec');
  labels(w, '  Labels', mapAt(template, 'metadata', 'labels'));
  if (Object.keys(mapAt(template, 'metadata', 'annotations')).length > 0)
    annotations(w, '  Annotations', mapAt(template, 'metadata', 'annotations'));
  if (textAt(spec, 'serviceAccountName')) w.field(1, 'Service Account', textAt(spec, 'serviceAccountName'));
  const init = listAt(spec, 'initContainers');
  if (init.length > 0) describeContainers(w, 'Init Containers', init, [], undefined, '  ');
  describeContainers(w, 'Containers', listAt(spec, 'containers'), [], undefined, '  ');
  describeVolumes(w, listAt(spec, 'volumes'), '  ');
  spreadConstraints(w, spec, '  ');
  if (textAt(spec, 'priorityClassName')) w.field(1, 'Priority Class Name', textAt(spec, 'priorityClassName'));
  labels(w, '  Node-Selectors', mapAt(spec, 'nodeSelector'));
  tolerations(w, '  Tolerations', listAt(spec, 'tolerations'));
}
