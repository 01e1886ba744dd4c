import type { ActorId } from '../sim/kernel/types.ts';
import type { ComponentView } from './views.ts';

/** The part of an actor's id before `@`: `kubelet@w1-k8s` → `kubelet`. */
export function roleOf(actor: ActorId): string {
  const at = actor.indexOf('@');
  return at < 0 ? actor : actor.slice(0, at);
}

/** The machine an actor runs on, or undefined for what runs outside any node's column. */
export function nodeOf(actor: ActorId): string | undefined {
  const at = actor.indexOf('@');
  return at < 0 ? undefined : actor.slice(at + 1);
}

/** The card an actor is drawn as. CNI is a program the runtime runs, so it shares the runtime's card. */
export function componentKind(actor: ActorId): ComponentView['kind'] | undefined {
  const role = roleOf(actor);
  switch (role) {
    case 'user':
    case 'apiserver':
    case 'etcd':
    case 'scheduler':
    case 'controller-manager':
    case 'kubelet':
    case 'kube-proxy':
    case 'runtime':
    case 'registry':
      return role;
    case 'cni':
      return 'runtime';
    default:
      return undefined;
  }
}

/** Order of the lanes of the sequence diagram, left to right; nodes follow in the cluster's order. */
const laneOrder = [
  'user',
  'apiserver',
  'etcd',
  'controller-manager',
  'scheduler',
  'kubelet',
  'runtime',
  'cni',
  'kube-proxy',
  'registry',
];

/** Actors sorted as lanes. */
export function inLaneOrder(actors: Iterable<ActorId>, nodes: readonly string[]): ActorId[] {
  const places = new Map(nodes.map((node, i) => [node, i + 1]));
  const rank = (actor: ActorId): number => {
    const role = laneOrder.indexOf(roleOf(actor));
    const node = nodeOf(actor);
    return (node === undefined ? 0 : (places.get(node) ?? 0)) * 100 + (role < 0 ? laneOrder.length : role);
  };
  const ranked = Array.from(actors, (actor) => ({ actor, rank: rank(actor) }));
  ranked.sort((a, b) => a.rank - b.rank || (a.actor < b.actor ? -1 : a.actor > b.actor ? 1 : 0));
  return ranked.map(({ actor }) => actor);
}
