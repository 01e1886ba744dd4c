import { getCondition } from '../../api/conditions.ts';
import type { EndpointSlice, Pod, Service } from '../../api/types.ts';
import { keyOf, type Change } from '../client/informer.ts';
import { errorText, isOk } from '../client/requests.ts';
import { say, settled, type Controller, type View, type Write } from './controller.ts';
import {
  endpointOf,
  hasEndpoint,
  isSame,
  portsId,
  portsOf,
  type Endpoint,
  type Ports,
} from './endpointslice/endpoint.ts';
import { controllerRef, resolveOwner } from './owners.ts';
import { isLeaving, isReady } from './pods.ts';
import { create, remove, update } from './writes.ts';

/** Most endpoints of one slice. Source: --max-endpoints-per-slice. */
const endpointsMax = 100;
const serviceLabel = 'kubernetes.io/service-name';
const managedByLabel = 'endpointslice.kubernetes.io/managed-by';
const headlessLabel = 'service.kubernetes.io/headless';
const managedBy = 'endpointslice-controller.k8s.io';
const triggerAnnotation = 'endpoints.kubernetes.io/last-change-trigger-time';
const reserved = new Set([serviceLabel, managedByLabel, headlessLabel]);

/**
 * Writes down in EndpointSlices which Pods stand behind every Service, and which of them are ready.
 * Models: kubernetes pkg/controller/endpointslice and staging/src/k8s.io/endpointslice/reconciler.go. Left out: IPv6
 * and dual-stack slices, topology hints, and moving endpoints between slices that are merely badly filled.
 */
export const endpointSliceController: Controller = {
  name: 'endpointslice-controller',
  component: 'endpoint-slice-controller',
  workers: 5,
  ignoresOwnWrites: true,
  watches: {
    services: ({ key }) => key,
    pods: servicesOf,
    // Somebody else changed or deleted one of ours.
    endpointslices({ type, object }, view) {
      if (type === 'added' || object.metadata.labels?.[managedByLabel] !== managedBy) return undefined;
      const service = resolveOwner<Service>(view, 'services', 'Service', object);
      return service && keyOf(service);
    },
  },
  reconcile(key, view) {
    const service = view.get<Service>('services', key);
    if (!service) return settled(say('endpointslice.gone'));
    const { selector, type } = service.spec;
    if (type === 'ExternalName' || !selector) return settled(say('endpointslice.noSelector'));
    const namespace = service.metadata.namespace!;
    const pods = view.labelled<Pod>('pods', namespace, selector).filter(hasEndpoint);
    const slices = view
      .labelled<EndpointSlice>('endpointslices', namespace, {
        [serviceLabel]: service.metadata.name,
        [managedByLabel]: managedBy,
      })
      .filter((slice) => !slice.metadata.deletionTimestamp);
    const requests = difference(service, pods, slices, view);
    let ready = 0;
    for (const pod of pods) if (isReady(pod) && !isLeaving(pod)) ready++;
    return {
      requests,
      because: say(requests.length > 0 ? 'endpointslice.changed' : 'endpointslice.same', {
        service: service.metadata.name,
        ready,
        pods: pods.length,
      }),
    };
  },
  conclude(key, view, answers) {
    const refused = answers.find(({ write, response }) => !isOk(response) && !write.accept?.includes(response.code));
    const service = view.get<Service>('services', key);
    if (!refused || !service) return undefined;
    const error = errorText(refused.response);
    const message = `Error updating Endpoint Slices for Service ${key}: ${error}`;
    return {
      events: [{ about: service, type: 'Warning', reason: 'FailedToUpdateEndpointSlices', message }],
      because: say('endpointslice.failed', { error }),
    };
  },
};

/** The Services that a change of a Pod concerns: none, when nothing an endpoint tells has changed. */
function servicesOf({ type, object, old }: Change, view: View): string[] | undefined {
  const pod = object as Pod;
  const before = old as Pod | undefined;
  const namespace = pod.metadata.namespace!;
  const now = view.servicesFor<Service>(namespace, pod.metadata.labels);
  if (type !== 'updated' || !before) return now.map(keyOf);
  const relabelled =
    before.metadata.labels !== pod.metadata.labels &&
    JSON.stringify(before.metadata.labels) !== JSON.stringify(pod.metadata.labels);
  if (relabelled)
    return [...new Set([...now, ...view.servicesFor<Service>(namespace, before.metadata.labels)].map(keyOf))];
  const same =
    before.status.podIP === pod.status.podIP &&
    isReady(before) === isReady(pod) &&
    isLeaving(before) === isLeaving(pod) &&
    hasEndpoint(before) === hasEndpoint(pod) &&
    before.spec.nodeName === pod.spec.nodeName;
  return same ? undefined : now.map(keyOf);
}

/** Creates, updates and deletes that make the slices tell of these Pods. */
function difference(service: Service, pods: readonly Pod[], slices: readonly EndpointSlice[], view: View): Write[] {
  const changes: Changes = { create: [], update: [], remove: [], kept: 0 };
  // Slices carry one list of ports, so Pods whose named ports have other numbers need slices of their own.
  const groups = new Map<string, { ports: Ports; pods: Pod[]; slices: EndpointSlice[] }>();
  const groupOf = (ports: Ports): { ports: Ports; pods: Pod[]; slices: EndpointSlice[] } => {
    const id = portsId(ports);
    let group = groups.get(id);
    if (!group) groups.set(id, (group = { ports, pods: [], slices: [] }));
    return group;
  };
  const fixed = (service.spec.ports ?? []).every((port) => typeof port.targetPort === 'number')
    ? portsOf(service, undefined)
    : undefined;
  if (fixed) groupOf(fixed).pods = [...pods];
  else for (const pod of pods) groupOf(portsOf(service, pod)).pods.push(pod);
  for (const slice of slices) groupOf(slice.ports ?? []).slices.push(slice);
  for (const group of groups.values()) reconcileGroup(service, group, view, changes);
  if (changes.create.length === 0 && changes.kept + changes.update.length === 0) {
    // A Service without any endpoint still has one slice, an empty one, so that its readers know it is empty.
    const placeholder = changes.remove.find(
      (slice) => (slice.ports ?? []).length === 0 && slice.endpoints.length === 0,
    );
    if (placeholder) changes.remove = changes.remove.filter((slice) => slice !== placeholder);
    else changes.create.push(newSlice(service, [], []));
  }
  if (changes.create.length + changes.update.length + changes.remove.length === 0) return [];
  return writes(service, changes, lastTrigger(service, pods));
}

interface Changes {
  create: EndpointSlice[];
  update: EndpointSlice[];
  remove: EndpointSlice[];
  /** Slices that are right as they are. */
  kept: number;
}

function reconcileGroup(
  service: Service,
  group: { ports: Ports; pods: readonly Pod[]; slices: readonly EndpointSlice[] },
  view: View,
  changes: Changes,
): void {
  const missing = new Map<string, Pod>();
  for (const pod of group.pods) missing.set(pod.metadata.uid, pod);
  const labels = labelsOf(service);
  const open: { slice: EndpointSlice; endpoints: Endpoint[]; changed: boolean }[] = [];
  for (const slice of group.slices) {
    let changed = false;
    const endpoints: Endpoint[] = [];
    for (const endpoint of slice.endpoints ?? []) {
      const pod = missing.get(endpoint.targetRef?.uid ?? '');
      if (!pod || endpoint.addresses[0] !== pod.status.podIP) {
        changed = true;
        continue;
      }
      missing.delete(pod.metadata.uid);
      const same = isSame(endpoint, pod, service);
      changed ||= !same;
      endpoints.push(same ? endpoint : endpointOf(pod, service, view));
    }
    open.push({ slice, endpoints, changed: changed || !sameLabels(slice.metadata.labels ?? {}, labels) });
  }
  // New endpoints go where something changes anyway, then into the fullest slice with room for all, then into new ones.
  const fresh = [...missing.values()].map((pod) => endpointOf(pod, service, view));
  for (const place of open) {
    if (!place.changed || place.endpoints.length === 0) continue;
    place.endpoints.push(...fresh.splice(0, endpointsMax - place.endpoints.length));
  }
  if (fresh.length > 0) {
    const rest = fresh.length % endpointsMax || endpointsMax;
    const fits = open.filter((place) => place.endpoints.length > 0 && place.endpoints.length + rest <= endpointsMax);
    const fullest = fits.sort((a, b) => b.endpoints.length - a.endpoints.length)[0];
    if (fullest) {
      fullest.endpoints.push(...fresh.splice(-rest));
      fullest.changed = true;
    }
  }
  while (fresh.length > 0) changes.create.push(newSlice(service, group.ports, fresh.splice(0, endpointsMax)));
  for (const { slice, endpoints, changed } of open) {
    if (endpoints.length === 0) changes.remove.push(slice);
    else if (!changed) changes.kept++;
    else changes.update.push({ ...slice, metadata: { ...slice.metadata, labels: labels }, endpoints });
  }
}

/** Instead of deleting one slice and creating another, the old one gets the new contents. */
function writes(service: Service, changes: Changes, trigger: string): Write[] {
  const stamped = (slice: EndpointSlice): EndpointSlice => ({
    ...slice,
    metadata: { ...slice.metadata, annotations: { ...slice.metadata.annotations, [triggerAnnotation]: trigger } },
  });
  while (changes.create.length > 0 && changes.remove.length > 0) {
    const old = changes.remove.shift()!;
    const { endpoints, ports, metadata } = changes.create.pop()!;
    changes.update.push({ ...old, metadata: { ...old.metadata, labels: metadata.labels ?? {} }, endpoints, ports });
  }
  const namespace = service.metadata.namespace!;
  const created = service.metadata.deletionTimestamp ? [] : changes.create;
  return [
    ...created.map((slice) => create('endpointslices', namespace, stamped(slice))),
    ...changes.update.map((slice) => update('endpointslices', stamped(slice))),
    ...changes.remove.map((slice) => remove('endpointslices', slice)),
  ];
}

function newSlice(service: Service, ports: Ports, endpoints: Endpoint[]): EndpointSlice {
  const metadata = {
    generateName: `${service.metadata.name}-`,
    namespace: service.metadata.namespace!,
    labels: labelsOf(service),
    ownerReferences: [controllerRef(service)],
  };
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: metadata as never,
    addressType: 'IPv4',
    endpoints,
    ports,
  };
}

function labelsOf(service: Service): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [key, value] of Object.entries(service.metadata.labels ?? {})) if (!reserved.has(key)) labels[key] = value;
  if (service.spec.clusterIP === 'None') labels[headlessLabel] = '';
  return { ...labels, [serviceLabel]: service.metadata.name, [managedByLabel]: managedBy };
}

function sameLabels(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

/** When what the slices tell last changed: a Pod became ready, or the Service came. Such texts sort by time. */
function lastTrigger(service: Service, pods: readonly Pod[]): string {
  let latest = service.metadata.creationTimestamp;
  for (const pod of pods) {
    const ready = getCondition(pod.status.conditions, 'Ready');
    if (ready?.lastTransitionTime && ready.lastTransitionTime > latest) latest = ready.lastTransitionTime;
  }
  return latest;
}
