import { it } from 'vitest';
import { chaosCluster } from '../chaos.ts';
import { listAt } from '../../sim/etcd/index.ts';
import { isDrawn } from '../../readings/drawn.ts';
import { logLine } from '../../readings/log.ts';
it('x', () => {
  for (const seed of process.env.S!.split(',').map(Number)) {
    const { cluster, done, broken } = chaosCluster(seed, 20);
    const etcd = cluster.kernel.stateOf<any>('etcd');
    console.log('SEED', seed, '\n' + done.join('\n'), broken);
    const nodes = listAt(etcd, '/registry/minions/', etcd.store.revision) as any[];
    console.log(nodes.map((n) => n.metadata.name + ' ' + n.status.conditions.find((c: any) => c.type === 'Ready')?.status + ' ' + JSON.stringify(n.spec.taints ?? [])).join('\n'));
    for (const d of listAt(etcd, '/registry/deployments/', etcd.store.revision) as any[]) console.log(d.metadata.name, JSON.stringify(d.status));
    for (const d of listAt(etcd, '/registry/replicasets/', etcd.store.revision) as any[]) console.log(d.metadata.name, JSON.stringify(d.status));
    for (const p of listAt(etcd, '/registry/pods/default/', etcd.store.revision) as any[]) console.log(p.metadata.name, p.metadata.creationTimestamp, p.spec.nodeName, p.status.phase, JSON.stringify(p.status.conditions.map((c: any) => c.type + '=' + c.status)), JSON.stringify(p.status.containerStatuses?.map((c: any) => c.state)), p.metadata.deletionTimestamp);
  }
});
