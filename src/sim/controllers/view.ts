import { labelsContain } from '../../api/selectors.ts';
import type { KubeObject, Service } from '../../api/types.ts';
import { byIndex } from '../client/informer.ts';
import type { VirtualMs } from '../kernel/types.ts';
import type { Plural, View } from './controller.ts';
import { labelKey, type Informers } from './informers.ts';
import { builtInKinds, findKind, type Discovered, type Kind } from './kinds.ts';

/** The cache as controllers read it at one moment. */
export function viewOf(
  informers: Informers,
  absent: ReadonlyMap<string, boolean>,
  now: VirtualMs,
  startedMs: VirtualMs,
  revisit: View['revisit'] = 'none',
  custom: Readonly<Record<Discovered, Kind>> = {},
): View {
  const by = (plural: Plural, index: string, value: string): KubeObject[] => {
    const informer = informers[plural];
    return informer ? byIndex(informer, index, value) : [];
  };
  return {
    now,
    startedMs,
    revisit,
    get cached() {
      return Object.keys(informers) as Plural[];
    },
    kindOf: (apiVersion, kind) => findKind(custom, apiVersion, kind),
    isCustom: (plural) => plural in custom,
    get namespaced() {
      const served = Object.values(custom).filter(({ name }) => informers[name]);
      return [...builtInKinds, ...served].filter((kind) => kind.namespaced);
    },
    isAbsent: (uid) => absent.has(uid),
    get: <T extends KubeObject>(plural: Plural, key: string) => informers[plural]?.store.get(key) as T | undefined,
    all: <T extends KubeObject>(plural: Plural) => [...(informers[plural]?.store.values() ?? [])] as T[],
    counts: (plural) => informers[plural]?.tallies ?? new Map(),
    controlledBy: <T extends KubeObject>(plural: Plural, uid: string) =>
      by(plural, 'owner', uid).filter((o) =>
        o.metadata.ownerReferences!.some((ref) => ref.controller && ref.uid === uid),
      ) as T[],
    podCounts: (uid) =>
      [...(informers.pods?.tallies.get(uid) ?? [])].map(([name, count]) => ({
        active: name[0] === 'A',
        ready: name[1] === 'R',
        labels: JSON.parse(name.slice(2)) as Record<string, string>,
        count,
      })),
    ownedBy: <T extends KubeObject>(plural: Plural, uid: string) => by(plural, 'owner', uid) as T[],
    orphansIn: <T extends KubeObject>(plural: Plural, namespace: string) => by(plural, 'orphan', namespace) as T[],
    inNamespace: <T extends KubeObject>(plural: Plural, namespace: string) => by(plural, 'namespace', namespace) as T[],
    servicesFor<T extends KubeObject>(namespace: string, labels: Readonly<Record<string, string>> = {}) {
      const found: T[] = [];
      if (!informers.services) return found;
      const { store, indexes } = informers.services;
      for (const key in labels) {
        for (const name of indexes['selector']!.get(labelKey(namespace, key, labels[key]!)) ?? []) {
          const service = store.get(name) as Service;
          if (labelsContain(service.spec.selector, labels)) found.push(service as KubeObject as T);
        }
      }
      return found;
    },
    onNode: <T extends KubeObject>(node: string) => by('pods', 'node', node) as T[],
    labelled<T extends KubeObject>(plural: Plural, namespace: string, labels: Readonly<Record<string, string>>) {
      const informer = informers[plural];
      if (!informer) return [];
      const { store, indexes } = informer;
      let rarest: ReadonlySet<string> | undefined;
      for (const key in labels) {
        const found = indexes['label']!.get(labelKey(namespace, key, labels[key]!));
        if (!found) return [];
        if (!rarest || found.size < rarest.size) rarest = found;
      }
      if (!rarest) return by(plural, 'namespace', namespace) as T[];
      const out: T[] = [];
      // A single label is what the index is by.
      const exact = Object.keys(labels).length === 1;
      for (const key of rarest) {
        const object = store.get(key)!;
        if (exact || labelsContain(labels, object.metadata.labels)) out.push(object as T);
      }
      return out;
    },
  };
}
