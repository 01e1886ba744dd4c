import { labelsContain } from '../../api/selectors.ts';
import type { KubeObject, Service } from '../../api/types.ts';
import { byIndex } from '../client/informer.ts';
import type { VirtualMs } from '../kernel/types.ts';
import { backOffMs, type Backoffs } from './backoffs.ts';
import type { Plural, PodCount, View } from './controller.ts';
import { labelKey, type Informers } from './informers.ts';
import { builtInKinds, findKind, type Discovered, type Kind } from './kinds.ts';

const noBackoffs: Backoffs = new Map();

/** The cache as controllers read it at one moment: made for every message, so it is an object without parts of its own. */
export class InformerView implements View {
  constructor(
    private readonly informers: Informers,
    private readonly absent: ReadonlyMap<string, boolean>,
    readonly now: VirtualMs,
    readonly startedMs: VirtualMs,
    readonly revisit: View['revisit'] = 'none',
    private readonly custom: Readonly<Record<Discovered, Kind>> = {},
    private readonly memories?: ReadonlyMap<string, unknown>,
    private readonly controller?: string,
    private readonly backoffs: Backoffs = noBackoffs,
  ) {}

  backOffMs(name: string): number {
    return backOffMs(this.backoffs, name, this.now);
  }

  memory<T>(key: string): T | undefined {
    return this.memories?.get(`${this.controller} ${key}`) as T | undefined;
  }

  get cached(): Plural[] {
    return Object.keys(this.informers) as Plural[];
  }

  get namespaced(): Kind[] {
    const served = Object.values(this.custom).filter(({ name }) => this.informers[name]);
    return [...builtInKinds, ...served].filter((kind) => kind.namespaced);
  }

  kindOf(apiVersion: string, kind: string): Kind | undefined {
    return findKind(this.custom, apiVersion, kind);
  }

  isCustom(plural: Plural): boolean {
    return plural in this.custom;
  }

  isAbsent(uid: string): boolean {
    return this.absent.has(uid);
  }

  get<T extends KubeObject>(plural: Plural, key: string): T | undefined {
    return this.informers[plural]?.store.get(key) as T | undefined;
  }

  all<T extends KubeObject>(plural: Plural): T[] {
    return [...(this.informers[plural]?.store.values() ?? [])] as T[];
  }

  counts(plural: 'nodes' | 'pods'): ReadonlyMap<string, ReadonlyMap<string, number>> {
    return this.informers[plural]?.tallies ?? new Map();
  }

  controlledBy<T extends KubeObject>(plural: Plural, uid: string): T[] {
    return this.by<T>(plural, 'owner', uid).filter((o) =>
      o.metadata.ownerReferences!.some((ref) => ref.controller && ref.uid === uid),
    );
  }

  podCounts(uid: string): PodCount[] {
    const counts: PodCount[] = [];
    this.informers.pods?.tallies.get(uid)?.forEach((count, name) => {
      const labels = JSON.parse(name.slice(2)) as Record<string, string>;
      counts.push({ active: name[0] === 'A', ready: name[1] === 'R', labels, count });
    });
    return counts;
  }

  ownedBy<T extends KubeObject>(plural: Plural, uid: string): T[] {
    return this.by<T>(plural, 'owner', uid);
  }

  orphansIn<T extends KubeObject>(plural: Plural, namespace: string): T[] {
    return this.by<T>(plural, 'orphan', namespace);
  }

  inNamespace<T extends KubeObject>(plural: Plural, namespace: string): T[] {
    return this.by<T>(plural, 'namespace', namespace);
  }

  servicesFor<T extends KubeObject>(namespace: string, labels: Readonly<Record<string, string>> | undefined): T[] {
    const found: T[] = [];
    const { services } = this.informers;
    // Usually there are few, and none in most namespaces.
    if (!services || !labels || services.indexes['selector']!.size === 0) return found;
    const { store, indexes } = services;
    for (const key in labels) {
      indexes['selector']!.get(labelKey(namespace, key, labels[key]!))?.forEach((name) => {
        const service = store.get(name) as Service;
        if (labelsContain(service.spec.selector, labels)) found.push(service as KubeObject as T);
      });
    }
    return found;
  }

  onNode<T extends KubeObject>(node: string): T[] {
    return this.by<T>('pods', 'node', node);
  }

  labelled<T extends KubeObject>(plural: Plural, namespace: string, labels: Readonly<Record<string, string>>): T[] {
    const informer = this.informers[plural];
    if (!informer) return [];
    const { store, indexes } = informer;
    let rarest: ReadonlySet<string> | undefined;
    for (const key in labels) {
      const found = indexes['label']!.get(labelKey(namespace, key, labels[key]!));
      if (!found) return [];
      if (!rarest || found.size < rarest.size) rarest = found;
    }
    if (!rarest) return this.by<T>(plural, 'namespace', namespace);
    const out: T[] = [];
    // A single label is what the index is by.
    const exact = Object.keys(labels).length === 1;
    for (const key of rarest) {
      const object = store.get(key)!;
      if (exact || labelsContain(labels, object.metadata.labels)) out.push(object as T);
    }
    return out;
  }

  private by<T extends KubeObject>(plural: Plural, index: string, value: string): T[] {
    const informer = this.informers[plural];
    return informer ? (byIndex(informer, index, value) as T[]) : [];
  }
}
