// Size budget of the build: what a browser loads before the first interaction, and the simulation worker. KiB, gzip -9.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from './ensure.mjs';

const dist = join(root, 'dist');
const kib = (file) => gzipSync(readFileSync(file), { level: 9 }).length / 1024;

/** Files a page needs at once: what index.html names, and everything those import statically. */
function closure(entries) {
  const seen = new Set();
  const visit = (file) => {
    if (seen.has(file)) return;
    seen.add(file);
    if (!file.endsWith('.js')) return;
    const text = readFileSync(file, 'utf8');
    for (const match of text.matchAll(
      /(?:^|[;}\s])(?:import|export)\s*(?:[\w${},*\s]*?from\s*)?["'](\.{1,2}\/[^"']+)["']/g,
    ))
      visit(join(dirname(file), match[1]));
  };
  entries.forEach(visit);
  return [...seen];
}

export function measure() {
  const html = readFileSync(join(dist, 'index.html'), 'utf8');
  const named = [...html.matchAll(/(?:src|href)="\.?\/?(assets\/[^"]+\.(?:js|css))"/g)].map((m) => join(dist, m[1]));
  const first = closure(named);
  const assets = readdirSync(join(dist, 'assets'));
  const worker = assets
    .filter((name) => /^main-.*\.js$/.test(name) || /^simulation.*\.js$/.test(name))
    .map((name) => join(dist, 'assets', name));
  const workerFiles = closure(worker.filter((file) => !first.includes(file)));
  const sum = (files) => files.reduce((total, file) => total + kib(file), 0);
  // With the chunks they share with what comes later still (kubectl's seldom commands, fetched when a line asks for one).
  const beside = assets
    .filter((name) => /^(?:commands|shell|_second-part)-.*\.js$/.test(name))
    .map((name) => join(dist, 'assets', name));
  const besideFiles = closure(beside).filter((file) => !workerFiles.includes(file) && !first.includes(file));
  const parts = { worker: sum(workerFiles), workerFiles, beside: sum(besideFiles), besideFiles };
  return { first: sum(first), firstFiles: first, ...parts };
}

/**
 * Goal and ceiling in KiB. The ceiling is what fails: where the goal is out of reach for now, it keeps the size from
 * growing, and the line says so. The worker is what it starts with (scripts/split); kubectl and the second part, which
 * it fetches behind that, are counted apart.
 */
const limits = {
  first: { goal: 185, ceiling: 185 },
  worker: { goal: 120, ceiling: 120 },
  beside: { goal: 264, ceiling: 406 },
};

if (process.argv[1]?.endsWith('budget.mjs')) {
  const m = measure();
  const rows = [
    ['first load (JS + CSS)', m.first, limits.first, m.firstFiles],
    ['simulation worker', m.worker, limits.worker, m.workerFiles],
    ['kubectl and second part', m.beside, limits.beside, m.besideFiles],
  ];
  let failed = 0;
  for (const [name, size, { goal, ceiling }, files] of rows) {
    const ok = size > 0 && size <= ceiling;
    if (!ok) failed++;
    const said = size > goal ? ` — goal missed; ceiling ${ceiling}` : '';
    console.log(`${ok ? '✓' : '✗'} ${name}: ${size.toFixed(1)} KiB gzip, goal ${goal}${said}`);
    for (const file of files) console.log(`    ${kib(file).toFixed(1).padStart(7)}  ${basename(file)}`);
  }
  process.exitCode = failed ? 1 : 0;
}
