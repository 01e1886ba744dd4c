/** Everything of kubectl the worker uses, and CEL for admission policies, as one piece that is fetched beside the cluster. */
export { provideDocs } from '../kubectl/commands/explain.ts';
export { provideCommands } from '../kubectl/commands/index.ts';
export { shell } from '../kubectl/shell/shell.ts';
export { complete } from './complete.ts';
export { celEngine } from '../lessons/cel-engine.ts';
