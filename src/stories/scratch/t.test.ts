import { it } from 'vitest';
import { Cluster } from '../../sim/cluster.ts';
import { lab } from '../../sim/profiles.ts';
import { shell } from '../../kubectl/shell/index.ts';
it('x', () => {
  const c = Cluster.boot({ profile: lab, seed: 7, programs: { shell } });
  c.command({ type: 'kubectl', line: 'kubectl create deployment web --image=nginx', files: {} });
  c.kernel.settle(60000);
  for (const e of c.kernel.trace.entries) {
    if (e.type === 'message' && e.message.kind === 'request' && e.message.request.path.endsWith('deployments/web/status')) console.log(e.id, e.message.request.method, JSON.stringify((e.message.request.body as any).status), (e.message.request.body as any).metadata.resourceVersion);
    if (e.type === 'message' && e.message.kind === 'response' && (e.message.response.body as any)?.kind === 'Deployment') console.log('  resp', e.message.re, JSON.stringify((e.message.response.body as any).status));
  }
});
