import type { Cluster } from '../sim/cluster.ts';
import { apply, endOf, History } from './history.ts';
import type { Session } from './protocol.ts';

export type Opened = { readonly history: History } | { readonly problem: string; readonly detail: string };

/** Rebuilds every branch of a session on a started cluster, by giving the same commands after the same steps. */
export function openHistory(cluster: Cluster, session: Session): Opened {
  const history = new History(cluster);
  for (const branch of session.branches) {
    if (branch.parent) {
      const parent = history.branches.get(branch.parent.branch);
      if (!parent || branch.parent.step < history.firstStep) return broken(`branch ${branch.id} has no beginning`);
      while (endOf(parent) < branch.parent.step)
        if (!history.advance(parent)) return broken(`branch ${parent.id} ends before step ${branch.parent.step}`);
      history.fork(branch.parent);
    }
    const opened = history.branches.get(branch.id);
    if (!opened) return broken(`branch ${branch.id} is out of order`);
    for (const command of branch.commands) {
      if (command.step < endOf(opened))
        return broken(`command at step ${command.step} on branch ${branch.id} comes too late`);
      while (endOf(opened) < command.step)
        if (!history.advance(opened)) return broken(`branch ${opened.id} ends before step ${command.step}`);
      opened.commands.push(command);
      apply(opened.cluster, command);
    }
    while (endOf(opened) < (branch.lastStep ?? 0)) if (!history.advance(opened)) break;
  }
  const at = history.branches.get(session.at.branch);
  if (!at) return broken(`no branch ${session.at.branch}`);
  while (endOf(at) < session.at.step)
    if (!history.advance(at)) return broken(`branch ${at.id} ends before step ${session.at.step}`);
  for (const branch of history.branches.values()) branch.toldOutput = branch.cluster.kernel.trace.endOf.at(-1) ?? 0;
  return { history };
}

const broken = (detail: string): Opened => ({ problem: 'problem.session', detail });
