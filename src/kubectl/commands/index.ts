import type { Command } from '../command.ts';
import { fail } from '../errors.ts';
import { applyCommand } from './apply.ts';
import { attachCommand } from './attach.ts';
import { autoscaleCommand } from './autoscale.ts';
import { createCommand } from './create/index.ts';
import { deleteCommand } from './delete.ts';
import { describeCommand } from './describe.ts';
import { apiResourcesCommand, apiVersionsCommand, versionCommand } from './discovery.ts';
import { eventsCommand } from './events.ts';
import { execCommand } from './exec.ts';
import { explainCommand } from './explain.ts';
import { exposeCommand } from './expose.ts';
import { getCommand } from './get.ts';
import { annotateCommand, labelCommand } from './label.ts';
import { logsCommand } from './logs.ts';
import { cordonCommand, uncordonCommand } from './cordon.ts';
import { drainCommand } from './drain.ts';
import { taintCommand } from './taint.ts';
import { patchCommand } from './patch.ts';
import { replaceCommand } from './replace.ts';
import { rolloutCommand } from './rollout.ts';
import { runCommand } from './run.ts';
import { scaleCommand } from './scale.ts';
import { setCommand } from './set.ts';
import { topCommand } from './top.ts';
import { waitCommand } from './wait.ts';

/** A command that is seldom asked for: its place in the list until `provideCommands` brings it. */
const later = (name: string, short: string): Command => ({
  name,
  short,
  use: name,
  // eslint-disable-next-line require-yield -- it only fails
  *run() {
    return fail(`${name} has not been brought`);
  },
});

/** All commands, in the order in which upstream registers them: "Did you mean this?" follows it. */
export let commands: readonly Command[] = [
  createCommand,
  exposeCommand,
  runCommand,
  setCommand,
  explainCommand,
  getCommand,
  later('edit', 'Edit a resource on the server'),
  deleteCommand,
  rolloutCommand,
  scaleCommand,
  autoscaleCommand,
  later('certificate', 'Modify certificate resources'),
  later('cluster-info', 'Display cluster information'),
  topCommand,
  cordonCommand,
  uncordonCommand,
  drainCommand,
  taintCommand,
  describeCommand,
  logsCommand,
  attachCommand,
  execCommand,
  later('port-forward', 'Forward one or more local ports to a pod'),
  later('proxy', 'Run a proxy to the Kubernetes API server'),
  later('cp', 'Copy files and directories to and from containers'),
  later('auth', 'Inspect authorization'),
  later('debug', 'Create debugging sessions for troubleshooting workloads and nodes'),
  eventsCommand,
  later('diff', 'Diff the live version against a would-be applied version'),
  applyCommand,
  patchCommand,
  replaceCommand,
  waitCommand,
  later('kustomize', 'Build a kustomization target from a directory or URL'),
  labelCommand,
  annotateCommand,
  later('completion', 'Output shell completion code for the specified shell (bash, zsh, fish, or powershell)'),
  later('plugin', 'Provides utilities for interacting with plugins'),
  versionCommand,
  apiVersionsCommand,
  apiResourcesCommand,
  later('config', 'Modify kubeconfig files'),
];

/** Brings the commands of `rare.ts`, which whoever runs kubectl fetches before a line that may name one. */
export function provideCommands(more: readonly Command[]): void {
  commands = commands.map((c) => more.find((m) => m.name === c.name) ?? c);
}
