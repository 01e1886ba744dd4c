import type { Session } from './client.ts';
import type { Flag, Flags } from './flags.ts';
import type { Run } from './types.ts';

/** One command of kubectl. The tree of them is `commands/index.ts`. */
export interface Command {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** Other words people try for it; only used in "Did you mean this?". */
  readonly suggestFor?: readonly string[];
  /** One line, as in the list of commands. */
  readonly short: string;
  /** What its help begins with, where that is more than `short` and a full stop. */
  readonly long?: string;
  /** Lines under "Examples:", as they are printed. */
  readonly examples?: string;
  /** What stands after `kubectl` in the Usage line. */
  readonly use: string;
  readonly flags?: readonly Flag[];
  readonly children?: readonly Command[];
  /** Returns the exit code; absent for groups (`kubectl rollout`). */
  run?(call: Call): Run<number>;
  /** What the arguments are, for completion. */
  readonly completes?: 'objects' | 'pods' | 'nodes' | 'kinds' | 'deployments' | 'none';
}

/** One invocation. */
export interface Call {
  readonly command: Command;
  /** `kubectl rollout status`. */
  readonly path: string;
  readonly args: readonly string[];
  /** Number of args before `--`; -1 without one. */
  readonly dash: number;
  readonly flags: Flags;
  readonly session: Session;
  readonly namespace: string;
  /** -n was given. */
  readonly namespaceIsFixed: boolean;
  /** The command as `--record` notes it. */
  readonly line: string;
}

export const fileFlags: readonly Flag[] = [
  {
    name: 'filename',
    short: 'f',
    type: 'slice',
    help: 'Filename, directory, or URL to files identifying the resource.',
  },
  {
    name: 'kustomize',
    short: 'k',
    type: 'string',
    help: "Process the kustomization directory. This flag can't be used together with -f or -R.",
  },
  { name: 'recursive', short: 'R', type: 'bool', help: 'Process the directory used in -f, --filename recursively.' },
];

export const selectorFlag: Flag = {
  name: 'selector',
  short: 'l',
  type: 'string',
  help: "Selector (label query) to filter on, supports '=', '==', '!=', 'in', 'notin'.(e.g. -l key1=value1,key2=value2,key3 in (value3)). Matching objects must satisfy all of the specified label constraints.",
};

export const allNamespacesFlag: Flag = {
  name: 'all-namespaces',
  short: 'A',
  type: 'bool',
  help: 'If present, list the requested object(s) across all namespaces. Namespace in current context is ignored even if specified with --namespace.',
};

/** Notes the command as the reason of a change. */
export const recordFlag: Flag = {
  name: 'record',
  type: 'bool',
  deprecated: '--record will be removed in the future',
  help: 'Record current kubectl command in the resource annotation.',
};

/** For commands that can work on files without asking the API server. */
export const localFlag = (name: string): Flag => ({
  name: 'local',
  type: 'bool',
  help: `If true, ${name} will NOT contact api-server but run locally.`,
});

export const windowsLineEndingsFlag: Flag = {
  name: 'windows-line-endings',
  type: 'bool',
  help: 'Defaults to the line ending native to your platform.',
};

export const fieldManagerFlag = (manager: string): Flag => ({
  name: 'field-manager',
  type: 'string',
  default: manager,
  help: 'Name of the manager used to track field ownership.',
});

export const validateFlag: Flag = {
  name: 'validate',
  type: 'string',
  default: 'strict',
  bare: 'strict',
  help: 'Must be one of: strict (or true), warn, ignore (or false).',
};

/** Models: cmdutil.GetValidationDirective → the fieldValidation query. */
export function fieldValidation(flags: Flags, fail: (text: string) => never): 'Strict' | 'Warn' | 'Ignore' {
  switch (flags.text('validate')) {
    case 'strict':
    case 'true':
      return 'Strict';
    case 'warn':
      return 'Warn';
    case 'ignore':
    case 'false':
      return 'Ignore';
    default:
      return fail(
        `invalid - validate option ${JSON.stringify(flags.text('validate'))}; must be one of: strict (or true), warn, ignore (or false)`,
      );
  }
}
