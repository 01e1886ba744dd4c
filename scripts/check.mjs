// npm run check: the fast loop (types, lint, layer rules, tables, stories, lessons).
import { ensureDependencies, ensureNode } from './ensure.mjs';
import { lessons, lint, quickUnit, runStages, types } from './stages.mjs';

ensureNode();
ensureDependencies();
await runStages([types, lint, quickUnit, lessons]);
