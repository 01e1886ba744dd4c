import { it } from 'vitest';
import { Cluster } from '../../sim/cluster.ts';
import { large, lab } from '../../sim/profiles.ts';
import { shell } from '../../kubectl/shell/index.ts';
import { foldStory, emptyStory } from '../../readings/story.ts';
import { History, endOf } from '../../worker/history.ts';
import { frameAt } from '../../worker/frame.ts';
import { emptyScene } from '../../readings/scene.ts';
it('x', () => {
  for (const [nodes, pods] of [[50, 100], [50, 1000]] as const) {
  const run = (fold: boolean) => {
    const c = Cluster.boot({ profile: large(nodes), seed: 7, programs: { shell } });
    const boot = c.kernel.steps;
    c.command({ type: 'kubectl', line: `kubectl create deployment web --image=nginx --replicas=${pods}`, files: {} });
    const story = emptyStory();
    const t = performance.now();
    while (!c.kernel.isSettled() && c.kernel.now < 600000) { c.kernel.step(); if (fold) foldStory(story, c.kernel.trace, boot); }
    const ms = performance.now() - t;
    return [ms, c.kernel.steps - boot, story.beats.length] as const;
  };
  for (let i = 0; i < 3; i++) { const a = run(false), b = run(true); console.log(nodes, pods, 'plain', a[0].toFixed(0), 'ms folded', b[0].toFixed(0), 'steps', a[1], 'beats', b[2], 'us/step', (a[0] / a[1] * 1000).toFixed(1)); }
  const c = Cluster.boot({ profile: large(nodes), seed: 7, programs: { shell } });
  const h = new History(c);
  const b = h.first;
  h.give(b, { step: endOf(b), command: { type: 'kubectl', line: `kubectl create deployment web --image=nginx --replicas=${pods}`, files: {} } });
  let t = performance.now();
  while (!c.kernel.isSettled() && c.kernel.now < 600000) h.advance(b);
  console.log('history run', (performance.now() - t).toFixed(0), 'checkpoints', b.checkpoints.length);
  const times: number[] = [];
  for (let i = 0; i < 10; i++) { const step = h.firstStep + Math.floor((endOf(b) - h.firstStep) * (i + 0.9) / 10.5); t = performance.now(); h.fork({ branch: 1, step }); times.push(performance.now() - t); }
  console.log('fork ms', times.map((x) => x.toFixed(0)).join(' '));
  const scene = emptyScene();
  const ft: number[] = []; 
  for (let i = 0; i < 60; i++) { const step = h.firstStep + Math.floor((endOf(b) - h.firstStep) * ((i * 37) % 60) / 60); t = performance.now(); frameAt(h, b, step, scene); ft.push(performance.now() - t); }
  ft.sort((x, y) => x - y); console.log('random frame ms median', ft[30]!.toFixed(2), 'p95', ft[57]!.toFixed(2));
  const st: number[] = [];
  for (let i = 0; i < 300; i++) { t = performance.now(); frameAt(h, b, endOf(b) - 600 + i, scene); st.push(performance.now() - t); }
  st.sort((x, y) => x - y); console.log('step frame ms median', st[150]!.toFixed(3), 'p95', st[285]!.toFixed(3));
  }
}, 120000);
