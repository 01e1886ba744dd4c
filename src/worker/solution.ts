import type { LessonPackage } from '../lessons/types.ts';

/** One thing a quick learner would do. The format is that of a lesson's solution.txt; see `lessons/player.ts`. */
export type SolutionStep =
  | { readonly type: 'kubectl'; readonly line: string }
  | { readonly type: 'edit'; readonly file: string; readonly from: string; readonly to: string }
  | { readonly type: 'process'; readonly actor: string; readonly change: 'stop' | 'start' }
  | { readonly type: 'wait'; readonly ms: number }
  | { readonly type: 'answer'; readonly task: string };

/** A lesson's solution as steps, in order. Lines that are not understood are left out: the proof of the lessons finds them. */
export function solutionSteps({ solution, spec }: LessonPackage): SolutionStep[] {
  return solution
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap((line) => stepsOf(line, spec));
}

function stepsOf(line: string, spec: LessonPackage['spec']): SolutionStep[] {
  const [word, id = '', more = ''] = line.split(' ');
  switch (word) {
    case 'kubectl':
      return [{ type: 'kubectl', line }];
    case 'apply':
      return [{ type: 'kubectl', line: `kubectl apply -f ${id}` }];
    case 'click': {
      const command = spec.tasks.find((task) => task.id === id)?.command;
      return command === undefined ? [] : commandSteps(command.replaceAll('{n}', more));
    }
    case 'edit': {
      const match = /^edit (\S+) ("(?:[^"\\]|\\.)*") ("(?:[^"\\]|\\.)*")$/.exec(line);
      return match
        ? [
            {
              type: 'edit',
              file: match[1]!,
              from: JSON.parse(match[2]!) as string,
              to: JSON.parse(match[3]!) as string,
            },
          ]
        : [];
    }
    case 'answer':
      return Array.from({ length: Number(line.split(' ')[3] ?? 1) }, () => ({ type: 'answer', task: id }));
    case 'stop':
    case 'start':
      return commandSteps(line);
    case 'wait':
      return [{ type: 'wait', ms: Number.parseFloat(id) * 1000 }];
    default:
      return [];
  }
}

/** A button's command: a terminal line, or `stop scheduler`. */
function commandSteps(line: string): SolutionStep[] {
  const process = /^(stop|start) (\S+)$/.exec(line);
  return [
    process
      ? { type: 'process', actor: process[2]!, change: process[1] as 'stop' | 'start' }
      : { type: 'kubectl', line },
  ];
}
