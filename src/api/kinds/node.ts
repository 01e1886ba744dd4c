import { age, ageColumn, column, nameColumn, orNone, wide } from '../columns.ts';
import { isConditionTrue } from '../conditions.ts';
import { deepEqual } from '../equal.ts';
import { forbidden, invalid, required, verbatim } from '../field.ts';
import { goJson } from '../go-json.ts';
import { goStrings } from '../go-syntax.ts';
import { cidrText, isCidr } from '../ip.ts';
import { roundUpToMilli, validateQuantityValue } from '../pod/resources.ts';
import { validateTaints } from '../pod/scheduling.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { keepMetadata, allVerbs, proxyVerbs, statusVerbs } from '../strategy.ts';
import type { KubeObject, Node } from '../types.ts';

const rolePrefix = 'node-role.kubernetes.io/';

/** Roles from labels, sorted. Models: printers.go findNodeRoles. */
export function nodeRoles(node: KubeObject): string[] {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(node.metadata.labels ?? {})) {
    if (key.startsWith(rolePrefix)) {
      if (key.length > rolePrefix.length) roles.add(key.slice(rolePrefix.length));
    } else if (key === 'kubernetes.io/role' && value !== '') roles.add(value);
  }
  return [...roles].sort();
}

/** STATUS column. */
export function nodeStatusText(node: Node): string {
  const conditions = node.status.conditions;
  const ready = conditions?.some((condition) => condition.type === 'Ready');
  const text = !ready ? 'Unknown' : isConditionTrue(conditions, 'Ready') ? 'Ready' : 'NotReady';
  return node.spec.unschedulable ? `${text},SchedulingDisabled` : text;
}

const address = (node: Node, type: string): string =>
  orNone(node.status.addresses?.find((entry) => entry.type === type)?.address);

const addressText =
  "List of addresses reachable to the node. Queried from cloud provider, if available. More info: https://kubernetes.io/docs/reference/node/node-status/#addresses Note: This field is declared as mergeable, but the merge key is not sufficiently unique, which can cause data corruption when it is merged. Callers should instead use a full-replacement patch. See https://pr.k8s.io/79391 for an example. Consumers should assume that addresses can change during the lifetime of a Node. However, there are some exceptions where this may not be possible, such as Pods that inherit a Node's address in its own status or consumers of the downward API (status.hostIP).";

const avoidPods = 'scheduler.alpha.kubernetes.io/preferAvoidPods';

/** Models: ValidateAvoidPodsInNodeAnnotations. Left out: Go's words for a text that is no JSON. */
function validateAvoided(text: string | undefined, errors: FieldError[]): void {
  if (text === undefined) return;
  const problem = goJson(text);
  if (problem) return void errors.push(invalid('metadata.annotations', avoidPods, problem));
  const { preferAvoidPods } = (JSON.parse(text) ?? {}) as { preferAvoidPods?: unknown };
  if (!Array.isArray(preferAvoidPods)) return;
  (preferAvoidPods as ({ podSignature?: { podController?: { controller?: boolean } } } | null)[]).forEach(
    (entry, i) => {
      const at = `metadata.annotations.${avoidPods}[${i}].PodSignature`;
      const controller = entry?.podSignature?.podController;
      if (!controller) errors.push(required(at));
      else if (controller.controller !== true)
        errors.push(invalid(`${at}.PodController.Controller`, false, 'must point to a controller'));
    },
  );
}

/** Models: pkg/apis/core/validation/validation.go ValidateNode. */
function validate(object: KubeObject): FieldError[] {
  const { spec, status } = object as Node;
  const errors: FieldError[] = [];
  validateAvoided(object.metadata.annotations?.[avoidPods], errors);
  if (spec.taints) validateTaints(spec.taints, 'metadata.taints', errors);
  spec.podCIDRs?.forEach((cidr, i) => {
    if (!isCidr(cidr)) errors.push(invalid(`spec.podCIDRs[${i}]`, cidr, cidrText));
  });
  const families = spec.podCIDRs?.map((cidr) => cidr.includes(':')) ?? [];
  if (errors.length === 0 && new Set(families).size < families.length)
    errors.push(
      invalid(
        'spec.podCIDRs',
        verbatim(goStrings(spec.podCIDRs)),
        'may specify no more than one CIDR for each IP family',
      ),
    );
  for (const list of ['capacity', 'allocatable'] as const) {
    const amounts = status.capacity ? status[list] : undefined;
    for (const name in amounts) validateQuantityValue(name, amounts[name]!, `status.${list}.${name}`, errors);
  }
  return errors;
}

/** Models: ValidateNodeUpdate. */
function validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const errors = validate(object);
  const [spec, before] = [(object as Node).spec, (old as Node).spec];
  if (spec === before) return errors;
  if (before.podCIDRs?.length && !deepEqual(spec.podCIDRs, before.podCIDRs))
    errors.push(forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'));
  if (before.providerID && spec.providerID !== before.providerID)
    errors.push(forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid'));
  return errors;
}

/** Models: pkg/registry/core/node/strategy.go, printNode. */
export const nodeType: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'Node',
  plural: 'nodes',
  singular: 'node',
  shortNames: ['no'],
  categories: [],
  namespaced: false,
  verbs: allVerbs,
  subresources: [
    { name: 'proxy', kind: 'NodeProxyOptions', verbs: proxyVerbs },
    { name: 'status', kind: 'Node', verbs: statusVerbs },
  ],
  etcdPrefix: 'minions',
  schema: 'io.k8s.api.core.v1.Node',
  allowUnconditionalUpdate: true,
  hasGeneration: false,
  defaultPropagation: 'Background',
  setDefaults(object) {
    const { spec, status } = object as Node;
    // The old single field and the head of the list are one.
    if (spec.podCIDR && spec.podCIDRs?.[0] !== spec.podCIDR) spec.podCIDRs = [spec.podCIDR];
    else if (spec.podCIDRs?.[0]) spec.podCIDR = spec.podCIDRs[0];
    roundUpToMilli(status.capacity);
    roundUpToMilli(status.allocatable);
    if (status.allocatable === undefined && status.capacity) status.allocatable = { ...status.capacity };
  },
  prepareForUpdate(object, old) {
    object['status'] = old['status'];
  },
  prepareForStatusUpdate(object, old) {
    object['spec'] = old['spec'];
    // Labels and annotations stay as the kubelet writes them: upstream keeps no metadata of the old node here.
    const { labels, annotations } = object.metadata;
    keepMetadata(object, old);
    object.metadata = { ...object.metadata, ...(labels ? { labels } : {}), ...(annotations ? { annotations } : {}) };
  },
  validate,
  validateUpdate,
  columns: () => [
    nameColumn,
    column('Status', 'The status of the node'),
    column('Roles', 'The roles of the node'),
    ageColumn,
    column('Version', 'Kubelet Version reported by the node.'),
    wide('Internal-IP', addressText),
    wide('External-IP', addressText),
    wide('OS-Image', 'OS Image reported by the node from /etc/os-release (e.g. Debian GNU/Linux 7 (wheezy)).'),
    wide('Kernel-Version', "Kernel Version reported by the node from 'uname -r' (e.g. 3.16.0-0.bpo.4-amd64)."),
    wide(
      'Container-Runtime',
      'ContainerRuntime Version reported by the node through runtime remote API (e.g. containerd://1.4.2).',
    ),
  ],
  row(object, nowMs) {
    const node = object as Node;
    const info = node.status.nodeInfo;
    const orUnknown = (text: string | undefined): string => (text === undefined || text === '' ? '<unknown>' : text);
    return [
      node.metadata.name,
      nodeStatusText(node),
      orNone(nodeRoles(node).join(',')),
      age(node, nowMs),
      info?.['kubeletVersion'] ?? '',
      address(node, 'InternalIP'),
      address(node, 'ExternalIP'),
      orUnknown(info?.['osImage']),
      orUnknown(info?.['kernelVersion']),
      orUnknown(info?.['containerRuntimeVersion']),
    ];
  },
  selectableFields: (object) => ({ 'spec.unschedulable': String((object as Node).spec.unschedulable ?? false) }),
};
