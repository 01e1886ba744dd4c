import type { Socket } from 'node:net';
import type { Cluster } from '../../sim/cluster.ts';
import { HttpFront } from '../serve/front.ts';

/** Real ms between two moves of the clock, and the virtual ms of one. */
const tickMs = 4;
const stepMs = 100;

/**
 * The HTTP front on a cluster, at a port (0: any). Time stands still, so that what is read is what our terminal read,
 * unless somebody waits for time: a watch or a log that is followed is open, or an eviction was asked for.
 * The one place that knows how the front is started.
 */
export async function openFront(cluster: Cluster, port: number): Promise<{ port: number; close(): Promise<void> }> {
  const front = new HttpFront(cluster, { speed: 'paused' });
  // Those that were upgraded too, which the server itself forgets.
  const sockets = new Set<Socket>();
  front.server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  let waiting = 0;
  front.server.on('request', (request, response) => {
    if (/[?&](watch|follow)=(true|1)|\/eviction$/.test(request.url ?? '')) {
      waiting++;
      if (!request.url!.endsWith('/eviction')) response.on('close', () => waiting--);
    }
  });
  const timer = setInterval(() => {
    if (waiting > 0) cluster.kernel.runUntil(cluster.now + stepMs);
  }, tickMs);
  const taken = await front.listen(port);
  return {
    port: taken,
    async close() {
      clearInterval(timer);
      for (const socket of sockets) socket.destroy();
      await front.close();
    },
  };
}
