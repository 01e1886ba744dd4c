// npm run -s bench [-- ROW …] [--json FILE]: measures what the system promises about its speed and size.
// A row is a number or a part of its name. Exit code 1 when a goal is missed.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureDependencies, ensureNode, root } from './ensure.mjs';
import { bundle } from './run-ts.mjs';

ensureNode();
ensureDependencies();
process.chdir(root);

const args = process.argv.slice(2);
const jsonAt = args.indexOf('--json');
const jsonFile = jsonAt >= 0 ? args.splice(jsonAt, 2)[1] : undefined;
const wanted = (file) =>
  args.length === 0 ||
  args.some((arg) => (/^\d+$/.test(arg) ? Number(file.slice(0, 2)) === Number(arg) : file.includes(arg)));
const files = readdirSync(join(root, 'bench/rows'))
  .filter((file) => file.endsWith('.ts') && wanted(file))
  .sort();
if (files.length === 0) {
  console.error(`bench: no row ${args.join(' ')}`);
  process.exit(2);
}

const number = (x) =>
  x === undefined || Number.isNaN(x)
    ? '–'
    : Math.abs(x) >= 1000
      ? Math.round(x).toLocaleString('en-US')
      : x === 0
        ? '0'
        : Number(x.toPrecision(3)).toString();
const widths = [3, 50, 14, 14, 9, 16];
const print = (cells) =>
  console.log(
    cells
      .map((cell, i) => (i > 1 && i < 5 ? String(cell).padStart(widths[i]) : String(cell).padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );

const results = [];
let missed = 0;
print(['row', 'name', 'ours', 'theirs/limit', 'ratio', 'goal', '']);
for (const file of files) {
  const { row, name, run } = await import(pathToFileURL(await bundle(`bench/rows/${file}`)).href);
  let lines;
  try {
    ({ lines } = await run());
  } catch (error) {
    lines = [{ ours: NaN, unit: '', theirs: undefined, goal: '', ok: false, note: String(error) }];
  }
  for (const line of lines) {
    if (!line.ok) missed++;
    const unit = line.unit === '' ? '' : ` ${line.unit}`;
    const theirs = line.theirs === undefined ? '–' : `${number(line.theirs)}${unit}`;
    print([
      row,
      line.what ? `${name}: ${line.what}` : name,
      `${number(line.ours)}${unit}`,
      theirs,
      number(line.ratio),
      line.goal,
      `${line.ok ? 'ok' : 'MISS'}${line.note ? `  (${line.note})` : ''}`,
    ]);
    results.push({ row, name, ...line });
  }
}
if (jsonFile) writeFileSync(jsonFile, `${JSON.stringify(results, null, 2)}\n`);
process.exitCode = missed > 0 ? 1 : 0;
