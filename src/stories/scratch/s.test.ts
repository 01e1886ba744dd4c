import { it } from 'vitest';
import { readFileSync } from 'node:fs';
import { playStory } from '../play.ts';
it('x', () => {
  for (const f of process.env.F!.split(',')) {
    const t0 = performance.now();
    const p = playStory(readFileSync(f.includes('/') ? f : `src/stories/${f}.story`, 'utf8'));
    console.log(p.text + '\nBROKEN ' + p.broken.join('\n') + '\n' + p.hash + ' ' + (performance.now() - t0).toFixed(0) + ' ms, steps ' + p.cluster.kernel.steps + ' boot ' + p.cluster.firstStep);
  }
});
