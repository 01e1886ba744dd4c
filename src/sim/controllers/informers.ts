import { resourceTypes } from '../../api/index.ts';
import type { KubeObject, Node, Pod, Service } from '../../api/types.ts';
import { createInformer, type Informer, type InformerSpec } from '../client/informer.ts';
import { resources, type ResourceId } from '../client/requests.ts';
import { builtInKinds, type Kind, type Named, type Plural } from './kinds.ts';
import { nodeClass, zoneOf } from './node/zones.ts';
import { isActive, isReady } from './pods.ts';

const namespaceOf = (o: KubeObject): readonly string[] => (o.metadata.namespace ? [o.metadata.namespace] : []);
const none: readonly string[] = Object.freeze([]);

/** What every resource can be found by. */
const common: Readonly<Record<string, (object: KubeObject) => readonly string[]>> = {
  namespace: namespaceOf,
  owner: (o) => o.metadata.ownerReferences?.map((ref) => ref.uid) ?? none,
  orphan: (o) => (o.metadata.ownerReferences?.some((ref) => ref.controller) ? none : namespaceOf(o)),
};

/** Under what a label of an object of a namespace is indexed. */
export const labelKey = (namespace: string, key: string, value: string): string => `${namespace}/${key}=${value}`;

function labelKeys(object: KubeObject): string[] {
  const { namespace, labels } = object.metadata;
  const out: string[] = [];
  for (const key in labels) out.push(labelKey(namespace ?? '', key, labels[key]!));
  return out;
}

/** Labels are shared between the versions of an object, so their text is worked out once. */
const labelTexts = new WeakMap<object, string>();

function labelText(labels: Readonly<Record<string, string>> | undefined): string {
  if (!labels) return '{}';
  let text = labelTexts.get(labels);
  if (text === undefined) labelTexts.set(labels, (text = JSON.stringify(labels)));
  return text;
}

/** What an owner counts its Pods by: active, ready, and their labels. */
const podClass = (object: KubeObject): string =>
  `${isActive(object as Pod) ? 'A' : '-'}${isReady(object as Pod) ? 'R' : '-'}${labelText(object.metadata.labels)}`;

const nodeOf = (pod: Pod): readonly string[] => (pod.spec.nodeName ? [pod.spec.nodeName] : none);

const isSame = (
  a: Readonly<Record<string, string>> | undefined,
  b: Readonly<Record<string, string>> | undefined,
): boolean => {
  if (a === b) return true;
  if (!a || !b) return false;
  for (const key in a) if (a[key] !== b[key]) return false;
  for (const key in b) if (!(key in a)) return false;
  return true;
};

/** Most updates change only status: then no index can have moved. */
function samePlace(old: KubeObject, now: KubeObject): boolean {
  const a = old.metadata.ownerReferences;
  const b = now.metadata.ownerReferences;
  if (a !== b) {
    if (a?.length !== b?.length) return false;
    if (a && b && !a.every((ref, i) => ref.uid === b[i]!.uid && ref.controller === b[i]!.controller)) return false;
  }
  return isSame(old.metadata.labels, now.metadata.labels);
}

/** One pair of a Service's selector: enough to find the Services that may select a Pod from the Pod's own labels. */
function selectorKey(object: KubeObject): readonly string[] {
  const { selector } = (object as Service).spec;
  const key = Object.keys(selector ?? {}).sort()[0];
  return key === undefined ? none : [labelKey(object.metadata.namespace!, key, selector![key]!)];
}

const specOf = (resource: ResourceId): InformerSpec => ({ resource, indexers: common, samePlace });
const spec = (plural: Named): InformerSpec => specOf(resources[plural]);
const labelled = (plural: Named): InformerSpec => ({ ...spec(plural), indexers: { ...common, label: labelKeys } });

/**
 * One list and one watch per resource for the whole process, whichever controllers read it.
 * Models: cmd/kube-controller-manager's SharedInformerFactory.
 */
export const informerSpecs: { readonly [P in Plural]?: InformerSpec } = {
  namespaces: spec('namespaces'),
  nodes: {
    resource: resources.nodes,
    indexers: { ...common, zone: (node) => [zoneOf(node as Node)] },
    samePlace,
    tally: {
      index: 'zone',
      classOf: (node) => nodeClass(node as Node),
      sameClass: (old, now) => nodeClass(old as Node) === nodeClass(now as Node),
    },
  },
  leases: spec('leases'),
  serviceaccounts: spec('serviceaccounts'),
  configmaps: spec('configmaps'),
  services: { resource: resources.services, indexers: { ...common, selector: selectorKey } },
  endpointslices: labelled('endpointslices'),
  deployments: spec('deployments'),
  replicasets: spec('replicasets'),
  resourcequotas: spec('resourcequotas'),
  persistentvolumes: spec('persistentvolumes'),
  persistentvolumeclaims: spec('persistentvolumeclaims'),
  storageclasses: spec('storageclasses'),
  poddisruptionbudgets: spec('poddisruptionbudgets'),
  customresourcedefinitions: spec('customresourcedefinitions'),
  // All in one place: whoever looks for those that carry a label looks at every one.
  clusterroles: { ...spec('clusterroles'), indexers: { ...common, namespace: () => [''] } },
  statefulsets: spec('statefulsets'),
  daemonsets: spec('daemonsets'),
  controllerrevisions: spec('controllerrevisions'),
  jobs: spec('jobs'),
  cronjobs: spec('cronjobs'),
  horizontalpodautoscalers: spec('horizontalpodautoscalers'),
  replicationcontrollers: spec('replicationcontrollers'),
  pods: {
    resource: resources.pods,
    indexers: { ...common, label: labelKeys, node: nodeOf as (object: KubeObject) => readonly string[] },
    samePlace: (old, now) => samePlace(old, now) && (old as Pod).spec.nodeName === (now as Pod).spec.nodeName,
    tally: {
      index: 'owner',
      classOf: podClass,
      sameClass: (old, now) =>
        isActive(old as Pod) === isActive(now as Pod) && isReady(old as Pod) === isReady(now as Pod),
    },
  },
};

export type Informers = { [P in Plural]?: Informer };

/** Is a resource part of this API server? Upstream asks discovery and starts no informer for what is not there. */
const isServed = (plural: Named): boolean => {
  const { group, version } = resources[plural];
  return resourceTypes.some((type) => type.plural === plural && type.group === group && type.version === version);
};

export const watched = (Object.keys(informerSpecs) as Named[]).filter(isServed);

/** What nobody reads by name and the garbage collector watches all the same. Left out: kinds outside namespaces. */
export const watchedBesides: readonly Kind[] = builtInKinds.filter(
  ({ name, namespaced, plural }) => namespaced && !informerSpecs[name] && plural !== 'events',
);

/** Specs are code: those of discovered resources are made when they are asked for. */
const discoveredSpecs = new Map<string, InformerSpec>();

export function specOfKind(resource: ResourceId): InformerSpec {
  const key = `${resource.group}/${resource.version}/${resource.plural}`;
  let found = discoveredSpecs.get(key);
  if (!found) discoveredSpecs.set(key, (found = specOf(resource)));
  return found;
}

/** The same, the ones that bring most news first: where the receiver of a message is looked for. */
const busiest: readonly Named[] = ['pods', 'leases', 'replicasets', 'deployments', 'nodes'];
export const inOrderOfTraffic = [
  ...busiest.filter((plural) => watched.includes(plural)),
  ...watched.filter((plural) => !busiest.includes(plural)),
];

export function createInformers(): Informers {
  const informers: Informers = {};
  for (const plural of watched) informers[plural] = createInformer(informerSpecs[plural]!);
  return informers;
}
