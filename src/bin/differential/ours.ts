import type { Cluster } from '../../sim/cluster.ts';
import type { Said } from './compare.ts';

/** Virtual ms after which a line that has not ended counts as stuck. */
const limitMs = 180_000;

/** Runs a line in the person's terminal of the cluster, as the page does. */
export function runOurs(line: string, cluster: Cluster, files: Readonly<Record<string, string>>): Said {
  const { kernel } = cluster;
  const process = cluster.command({ type: 'kubectl', line, files });
  let [out, err] = ['', ''];
  for (let at = kernel.trace.entries.length, end = kernel.now + limitMs; (kernel.nextAt() ?? Infinity) < end;) {
    kernel.step();
    for (; at < kernel.trace.entries.length; at++) {
      const entry = kernel.trace.entries.get(at)!;
      if (entry.type !== 'note' || !('process' in entry.note) || entry.note.process !== process) continue;
      if (entry.note.kind === 'output') {
        if (entry.note.stream === 'stdout') out += entry.note.text;
        else err += entry.note.text;
      }
      if (entry.note.kind === 'exit') return { out, err, code: entry.note.code };
    }
  }
  return { out, err: `${err}(did not end)`, code: -1 };
}
