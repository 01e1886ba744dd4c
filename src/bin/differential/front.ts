import { Cluster } from '../../sim/cluster.ts';
import { HttpFront } from '../http-front.ts';

/** Virtual ms per real ms: what a command waits for (a Pod's end, a rollout) comes at once. */
const speed = 60;

/** The HTTP front on a cluster, at a port (0: any). The one place that knows how the front is started. */
export async function openFront(cluster: Cluster, port: number): Promise<{ port: number; close(): Promise<void> }> {
  const front = new HttpFront(cluster, speed);
  const taken = await front.listen(port);
  return {
    port: taken,
    async close() {
      front.server.closeAllConnections();
      await front.close();
    },
  };
}
