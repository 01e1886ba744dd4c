import { it } from 'vitest';
import { Cluster } from '../../sim/cluster.ts';
import { lab } from '../../sim/profiles.ts';
import { shell } from '../../kubectl/shell/index.ts';
import { requestBehind } from '../../readings/lookup.ts';
it('x', () => {
  const c = Cluster.boot({ profile: lab, seed: 7, programs: { shell } });
  c.command({ type: 'kubectl', line: 'kubectl create deployment web --image=nginx', files: {} });
  c.kernel.settle(60000);
  const seen = new Map<object, number>();
  const count = new Map<string, number>();
  for (const e of c.kernel.trace.entries) {
    if (e.type === 'message' && e.message.kind === 'etcd' && e.message.request.op === 'txn' && e.message.request.value) {
      const m = e.message.request.value.metadata;
      const r = requestBehind(c.kernel.trace, e)!;
      const what = r ? r.message.request.method + ' ' + r.message.request.path + ' ' + r.message.request.headers?.['content-type'] : 'none';
      if (seen.has(m)) { const k = what.replace(/[a-z0-9]+-[a-z0-9-]+/g, 'X'); count.set(k, (count.get(k) ?? 0) + 1); if (count.get(k)! < 3) console.log(e.id, what, 'shares with txn', seen.get(m)); }
      seen.set(m, e.id);
    }
    if (e.type === 'message' && e.message.kind === 'request' && e.message.request.path.endsWith('deployments/web/status')) console.log(e.id, e.message.request.method, JSON.stringify((e.message.request.body as any).status), (e.message.request.body as any).metadata.resourceVersion);
    if (e.type === 'message' && e.message.kind === 'response' && (e.message.response.body as any)?.kind === 'Deployment') console.log('  resp', e.message.re, JSON.stringify((e.message.response.body as any).status));
  }
  console.log(count);
});
