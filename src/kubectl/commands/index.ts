import type { Command } from '../command.ts';
import { applyCommand } from './apply.ts';
import { authCommand } from './auth.ts';
import { autoscaleCommand } from './autoscale.ts';
import { certificateCommand } from './certificate.ts';
import { configCommand } from './config.ts';
import { createCommand } from './create/index.ts';
import { deleteCommand } from './delete.ts';
import { describeCommand } from './describe.ts';
import { diffCommand } from './diff.ts';
import { apiResourcesCommand, apiVersionsCommand, clusterInfoCommand, versionCommand } from './discovery.ts';
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
import {
  attachCommand,
  completionCommand,
  cpCommand,
  debugCommand,
  editCommand,
  kustomizeCommand,
  pluginCommand,
  portForwardCommand,
  proxyCommand,
} from './unavailable.ts';
import { topCommand } from './top.ts';
import { waitCommand } from './wait.ts';

/** All commands, in the order in which upstream registers them: "Did you mean this?" follows it. */
export const commands: readonly Command[] = [
  createCommand,
  exposeCommand,
  runCommand,
  setCommand,
  explainCommand,
  getCommand,
  editCommand,
  deleteCommand,
  rolloutCommand,
  scaleCommand,
  autoscaleCommand,
  certificateCommand,
  clusterInfoCommand,
  topCommand,
  cordonCommand,
  uncordonCommand,
  drainCommand,
  taintCommand,
  describeCommand,
  logsCommand,
  attachCommand,
  execCommand,
  portForwardCommand,
  proxyCommand,
  cpCommand,
  authCommand,
  debugCommand,
  eventsCommand,
  diffCommand,
  applyCommand,
  patchCommand,
  replaceCommand,
  waitCommand,
  kustomizeCommand,
  labelCommand,
  annotateCommand,
  completionCommand,
  pluginCommand,
  versionCommand,
  apiVersionsCommand,
  apiResourcesCommand,
  configCommand,
];
