import type { Command } from '../command.ts';
import { authCommand } from './auth.ts';
import { certificateCommand } from './certificate.ts';
import { clusterInfoCommand } from './cluster-info.ts';
import { configCommand } from './config/index.ts';
import { debugCommand } from './debug.ts';
import { diffCommand } from './diff.ts';
import {
  completionCommand,
  cpCommand,
  editCommand,
  kustomizeCommand,
  pluginCommand,
  portForwardCommand,
  proxyCommand,
} from './unavailable.ts';

/** Commands a lesson seldom asks for: the page fetches them when a line may name one. */
export const rareCommands: readonly Command[] = [
  authCommand,
  certificateCommand,
  clusterInfoCommand,
  completionCommand,
  configCommand,
  cpCommand,
  debugCommand,
  diffCommand,
  editCommand,
  kustomizeCommand,
  pluginCommand,
  portForwardCommand,
  proxyCommand,
];
