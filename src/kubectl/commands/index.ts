import type { Command } from '../command.ts';
import { applyCommand } from './apply.ts';
import { createCommand } from './create/index.ts';
import { deleteCommand } from './delete.ts';
import { describeCommand } from './describe.ts';
import { getCommand } from './get.ts';
import { rolloutCommand } from './rollout.ts';
import { runCommand } from './run.ts';
import { scaleCommand } from './scale.ts';

/** All commands, in the order in which upstream lists them: "Did you mean this?" follows it. */
export const commands: readonly Command[] = [createCommand, runCommand, getCommand, deleteCommand, rolloutCommand, scaleCommand, describeCommand, applyCommand];
