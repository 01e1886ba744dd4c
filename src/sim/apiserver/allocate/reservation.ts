import { isDryRun } from '../options.ts';
import type { Work } from '../work.ts';

/**
 * What one write has taken so far of what the cluster has only once. Given back when the write comes to nothing; a dry
 * run takes nothing. Lives while one message is handled.
 */
export interface Reservation {
  readonly isDry: boolean;
  randomInt(n: number): number;
  hasAddress(ip: string): boolean;
  takeAddress(ip: string): void;
  hasPort(port: number): boolean;
  takePort(port: number): void;
  giveBack(): void;
}

export function reservationFor({ state: { serviceIps, nodePorts }, ctx, call }: Work): Reservation {
  const [ips, ports] = [new Set<string>(), new Set<number>()];
  const isDry = isDryRun(call);
  return {
    isDry,
    randomInt: (n) => ctx.randomInt(n),
    hasAddress: (ip) => serviceIps.has(ip) || ips.has(ip),
    takeAddress(ip) {
      ips.add(ip);
      if (!isDry) serviceIps.add(ip);
    },
    hasPort: (port) => nodePorts.has(port) || ports.has(port),
    takePort(port) {
      ports.add(port);
      if (!isDry) nodePorts.add(port);
    },
    giveBack() {
      if (isDry) return;
      for (const ip of ips) serviceIps.delete(ip);
      for (const port of ports) nodePorts.delete(port);
    },
  };
}
