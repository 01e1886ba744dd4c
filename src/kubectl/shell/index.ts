export { shell } from './shell.ts';
export { isIncomplete } from './lexer.ts';
