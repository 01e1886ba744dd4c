import { it } from 'vitest';
import { Cluster } from '../../sim/cluster.ts';
import { large } from '../../sim/profiles.ts';
import { shell } from '../../kubectl/shell/index.ts';
import { truncatedStory } from '../../readings/story.ts';
import { History, endOf, replay } from '../../worker/history.ts';
const cpu = () => { const u = process.cpuUsage(); return (u.user + u.system) / 1000; };
it('x', () => {
  const c = Cluster.boot({ profile: large(100), seed: 7, programs: { shell } });
  const h = new History(c);
  const b = h.first;
  h.give(b, { step: endOf(b), command: { type: 'kubectl', line: `kubectl create deployment web --image=nginx --replicas=3000`, files: {} } });
  let t = cpu();
  while (!c.kernel.isSettled() && c.kernel.now < 600000) h.advance(b);
  console.log('history run', (cpu() - t).toFixed(0), 'steps', endOf(b), 'checkpoints', b.checkpoints.length, 'ms/pod', ((cpu() - t) / 3000).toFixed(3));
  for (let i = 0; i < 5; i++) { t = cpu(); const cp = c.checkpoint(); const a = cpu() - t; t = cpu(); const f = c.fork(cp, c.kernel.trace); const d = cpu() - t; t = cpu(); truncatedStory(b.story, c.kernel.trace, endOf(b) - 10); const e = cpu() - t;
  const last = b.checkpoints.at(-2)!; const f2 = c.fork(last, c.kernel.trace); t = cpu(); replay(f2, [], last.step + 5000); console.log('checkpoint', a.toFixed(1), 'fork', d.toFixed(1), 'truncatedStory', e.toFixed(1), 'replay5000', (cpu() - t).toFixed(1)); }
}, 120000);
