import type { Machine } from './state.ts';

/** Signals a program takes as a wish to end. The kernel keeps SIGKILL of its own kind from process 1. */
const endings = new Set(['TERM', 'INT', 'QUIT', '15', '2', '3']);

/**
 * `kill 1`, `kill -TERM 1`, `kill -s TERM 1`: in a container there is process 1, and nobody else who
 * could be named. Returns what it complains about.
 */
export function kill(args: readonly string[], m: Machine): string | undefined {
  const named = args[0] === '-s';
  const signal = named ? args[1] : args[0]?.startsWith('-') ? args[0].slice(1) : undefined;
  const pids = args.slice(named ? 2 : signal === undefined ? 0 : 1);
  if (pids.length === 0) return 'kill: you need to specify whom to kill\n';
  if (pids.includes('1') && endings.has((signal ?? 'TERM').replace(/^SIG/, ''))) m.terminates = true;
  const nobody = pids.find((pid) => /^\d+$/.test(pid) && pid !== '1');
  return nobody === undefined ? undefined : `kill: can't kill pid ${nobody}: No such process\n`;
}
