import type { Node } from '../../api/types.ts';

/** The values a topology key (a node label) has in the cluster, numbered, and each node's. */
export interface Domain {
  values: Map<string, number>;
  /** By slot; -1 = the node does not have the label. */
  of: Int32Array;
}

/** By topology key; a key is followed once a Pod has asked for it. */
export type Domains = Map<string, Domain>;

interface Owner {
  readonly domains: Domains;
  readonly nodes: readonly (Node | undefined)[];
  readonly capacity: number;
}

export function domainOf(cache: Owner, key: string): Domain {
  let domain = cache.domains.get(key);
  if (!domain) {
    domain = { values: new Map(), of: new Int32Array(cache.capacity).fill(-1) };
    cache.domains.set(key, domain);
    for (let slot = 0; slot < cache.nodes.length; slot++) domain.of[slot] = numberOf(domain, key, cache.nodes[slot]);
  }
  return domain;
}

export function setDomainValues(domains: Domains, slot: number, node: Node | undefined): void {
  for (const [key, domain] of domains) domain.of[slot] = numberOf(domain, key, node);
}

export function growDomains(domains: Domains, capacity: number): void {
  for (const domain of domains.values()) {
    const wider = new Int32Array(capacity).fill(-1);
    wider.set(domain.of);
    domain.of = wider;
  }
}

function numberOf(domain: Domain, key: string, node: Node | undefined): number {
  const labels = node?.metadata.labels;
  const value = labels && Object.hasOwn(labels, key) ? labels[key] : undefined;
  if (value === undefined) return -1;
  let number = domain.values.get(value);
  if (number === undefined) {
    number = domain.values.size;
    domain.values.set(value, number);
  }
  return number;
}
