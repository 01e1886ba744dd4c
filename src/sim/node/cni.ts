import { SharedMap, SharedSet } from '../kernel/shared.ts';
import type { ActorKind } from '../kernel/types.ts';

/** The network plugin of one node: hands out Pod addresses from the node's range. */
interface CniState {
  /** `10.244.1.` */
  prefix: string;
  /** Pod uid → last number of its address. */
  addresses: Map<string, number>;
  used: Set<number>;
  /** Where the search for a free address goes on. */
  next: number;
}

/** Time an ADD takes: a veth pair, an address, routes. In ms. */
const addMs = 40;

/**
 * Models: the bridge plugin with host-local IPAM (containernetworking/plugins): .1 is the gateway, addresses go
 * round before one is used again. Left out: ranges larger than /24, IPv6.
 */
export const cniKind: ActorKind<CniState> = {
  kind: 'cni',
  create(_id, options) {
    const { podCIDR } = options as { podCIDR: string };
    return {
      prefix: podCIDR.slice(0, podCIDR.lastIndexOf('.') + 1),
      addresses: new SharedMap(),
      used: new SharedSet(),
      next: 2,
    };
  },
  // host-local keeps a file per address.
  restart: (old) => old,
  receive(state, entry, ctx) {
    const { message } = entry;
    if (message.kind !== 'cni') return;
    if (message.command === 'DEL') {
      const number = state.addresses.get(message.podUid);
      if (number !== undefined) {
        state.addresses.delete(message.podUid);
        state.used.delete(number);
      }
      ctx.send(entry.from, { kind: 'cni-reply', re: entry.id });
      return;
    }
    const number = state.addresses.get(message.podUid) ?? free(state);
    if (number === undefined) {
      ctx.send(
        entry.from,
        {
          kind: 'cni-reply',
          re: entry.id,
          error: `plugin type="bridge" failed (add): failed to allocate for range 0: no IP addresses available in range set: ${state.prefix}1-${state.prefix}254`,
        },
        { delayMs: addMs },
      );
      return;
    }
    state.addresses.set(message.podUid, number);
    state.used.add(number);
    ctx.send(entry.from, { kind: 'cni-reply', re: entry.id, ip: state.prefix + number }, { delayMs: addMs });
  },
};

function free(state: CniState): number | undefined {
  for (let i = 0; i < 253; i++) {
    const number = state.next;
    state.next = number === 254 ? 2 : number + 1;
    if (!state.used.has(number)) return number;
  }
  return undefined;
}
