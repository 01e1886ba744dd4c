import { existsSync, readFileSync } from 'node:fs';
import { playStory } from '../stories/play.ts';

/** npm run -s sim -- play FILE.story [--seed N]: plays a story, prints its outputs, and last the hash of its trace. */
const [, , verb, file, ...rest] = process.argv;

function usage(problem: string): never {
  console.error(`${problem}\nusage: npm run -s sim -- play FILE.story [--seed N]`);
  process.exit(2);
}

if (verb !== 'play' || !file) usage('sim: which story?');
if (!existsSync(file)) usage(`sim: no file ${file}`);
const at = rest.indexOf('--seed');
const seed = at >= 0 ? Number(rest[at + 1]) : undefined;
if (seed !== undefined && !(Number.isInteger(seed) && seed >= 0)) usage(`sim: not a seed: ${rest[at + 1] ?? ''}`);
try {
  const played = playStory(readFileSync(file, 'utf8'), {}, seed);
  for (const output of played.outputs.values()) if (output !== '') console.log(output);
  for (const broken of played.broken) console.error(`broken: ${broken}`);
  console.log(`trace ${played.hash}`);
  process.exitCode = played.broken.length > 0 ? 1 : 0;
} catch (error) {
  console.error(`sim: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
