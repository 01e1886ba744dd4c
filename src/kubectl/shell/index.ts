import { provideCommands } from '../commands/index.ts';
import { rareCommands } from '../commands/rare.ts';

// Where nothing is fetched piece by piece, all commands are there.
provideCommands(rareCommands);

export { shell } from './shell.ts';
export { isIncomplete } from './lexer.ts';
