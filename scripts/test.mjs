// npm test: everything, from a bare machine: install, types, lint, format, unused code, unit, lessons, build, budget, browser.
import { ensureBrowser, ensureDependencies, ensureNode } from './ensure.mjs';
import { budget, build, e2e, format, lessons, lint, runStages, types, unit, unused } from './stages.mjs';

ensureNode();
ensureDependencies();
const browser = await ensureBrowser();
await runStages([types, lint, format, unused, unit, lessons, build, budget, e2e], browser);
