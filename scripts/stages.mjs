// The stages of `npm run check` and `npm test`, each a name and a way to run it, and the line that sums them up.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './ensure.mjs';

const cache = join(root, '.cache');
const tool = (file, args, env = {}) =>
  spawnSync(process.execPath, [join(root, 'node_modules', file), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  }).status === 0;
const script = (file, args = []) =>
  spawnSync(process.execPath, [join(root, file), ...args], { cwd: root, stdio: 'inherit' }).status === 0;

/** Counts of a test runner's JSON report; one failure when the runner died before it wrote one. */
function counted(ok, file, read) {
  try {
    const counts = read(JSON.parse(readFileSync(file, 'utf8')));
    return { ...counts, failed: counts.failed || (ok ? 0 : 1) };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

const simple = (name, go) => ({
  name,
  go: () => (go() ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 }),
});

export const types = simple('types', () =>
  ['src/sim/tsconfig.json', 'tsconfig.app.json', 'tsconfig.node.json'].every((p) =>
    tool('typescript/bin/tsc', ['-p', p]),
  ),
);
export const lint = simple('lint', () => tool('oxlint/bin/oxlint', ['--type-aware', '--deny-warnings']));
export const format = simple('format', () =>
  tool('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']),
);
export const unused = simple('unused code', () => tool('knip/bin/knip.js', []));
export const build = simple('build', () => tool('vite/bin/vite.js', ['build', '--logLevel', 'warn']));
export const budget = simple('size budget', () => script('scripts/budget.mjs'));
export const lessons = simple('lessons', () => script('scripts/run-ts.mjs', ['src/bin/lessons.ts']));

const unitTests = (name, exclude) => ({
  name,
  go() {
    const report = join(cache, 'vitest.json');
    rmSync(report, { force: true });
    mkdirSync(cache, { recursive: true });
    const ok = tool('vitest/vitest.mjs', [
      'run',
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...exclude.flatMap((pattern) => ['--exclude', pattern]),
    ]);
    return counted(ok, report, (r) => ({
      passed: r.numPassedTests,
      failed: r.numFailedTests + (r.numFailedTestSuites && !r.numFailedTests ? 1 : 0),
      skipped: r.numPendingTests,
    }));
  },
});
export const unit = unitTests('unit tests and stories', []);
/** Without what starts other programs or builds (real kubectls, served clusters, the split worker), and without the long chaos. */
export const quickUnit = unitTests('unit tests and stories', ['src/bin/**', 'scripts/**', 'src/stories/chaos.test.ts']);

export const e2e = {
  name: 'end-to-end in Chromium',
  go(browser) {
    const report = join(cache, 'playwright.json');
    rmSync(report, { force: true });
    const ok = tool('@playwright/test/cli.js', ['test'], {
      CHROMIUM_PATH: browser,
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
    });
    return counted(ok, report, (r) => ({
      passed: r.stats.expected + r.stats.flaky,
      failed: r.stats.unexpected,
      skipped: r.stats.skipped,
    }));
  },
};

/** Runs stages in order, all of them, prints one line each and `N passed, N failed` last. Exits non-zero on a failure. */
export async function runStages(stages, context) {
  const rows = [];
  for (const stage of stages) {
    console.log(`\n▶ ${stage.name}`);
    const started = Date.now();
    const counts = stage.go(context);
    rows.push({ name: stage.name, seconds: (Date.now() - started) / 1000, ...counts });
  }
  console.log('');
  for (const r of rows) {
    const skipped = r.skipped ? `, ${r.skipped} skipped` : '';
    console.log(
      `${r.failed ? '✗' : '✓'} ${r.name}: ${r.passed} passed, ${r.failed} failed${skipped} (${r.seconds.toFixed(1)} s)`,
    );
  }
  const sum = (field) => rows.reduce((total, row) => total + (row[field] ?? 0), 0);
  const skipped = sum('skipped');
  console.log(`${sum('passed')} passed, ${sum('failed')} failed${skipped ? `, ${skipped} skipped` : ''}`);
  process.exitCode = sum('failed') ? 1 : 0;
}
