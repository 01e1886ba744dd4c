import { join } from 'node:path';
import type { Plugin } from 'vite';
import { calledBy } from './calls.ts';
import { inner, placeOf, planOf, secondId, tableId, type Plan } from './plan.ts';

const secondPart = '\0second-part';

/**
 * The module every stub calls through. Functions of a top level are bindings here, which become the functions themselves
 * when those arrive; stubs inside of others look their function up.
 */
const tableOf = ({ table }: Plan): string => {
  const tops = table.flatMap(({ isTop }, i) => (isTop ? [i] : []));
  return `let missed = false;
export let secondPart = new Proxy([], {
  get() {
    missed = true;
    throw new Error('the second part is not there yet');
  },
});
let places = 0;
const later = () => {
  const number = places++;
  return (...given) => secondPart[number](...given);
};
${tops.map((i) => `export let ${placeOf(i)} = later();`).join('')}
export function provide(parts) {
  secondPart = parts;
  [${tops.map(placeOf).join(',')}] = parts;
}
export function wasMissed() {
  const before = missed;
  missed = false;
  return before;
}
`;
};

/**
 * Builds the worker in two parts: what the first minute calls, and everything else. A function of the second part is a
 * stub in the first, which throws as long as the second has not arrived; `src/worker/parts.ts`, which this plugin
 * replaces, tells whether that happened. `entries`: the worker's own, and what it imports dynamically of the first part. The sources know nothing of it: everywhere else they are one program.
 */
export function inTwoParts(root: string, entries: readonly string[]): Plugin {
  /** Undefined for the workers of others (Monaco's). */
  let plan: Plan | undefined;
  const parts = join(root, 'src/worker/parts.ts');
  return {
    name: 'wheelhouse-in-two-parts',
    enforce: 'pre',
    async buildStart({ input }) {
      plan = undefined;
      if (![input].flat().some((each) => each === entries[0])) return;
      const called = await calledBy(root, 'scripts/split/first-minute.ts', 'firstMinute');
      plan = planOf(root, entries, called);
    },
    resolveId(id) {
      if (!plan) return undefined;
      if (id === tableId || id === secondPart || id.endsWith(secondId(''))) return id;
      return undefined;
    },
    load(id) {
      if (!plan) return undefined;
      if (id === tableId) return tableOf(plan);
      if (id === parts)
        return `import {provide, wasMissed} from ${JSON.stringify(tableId)};
          const fetchSecond = () => import(${JSON.stringify(secondPart)}).then(({ parts }) => provide(parts));
          export {fetchSecond as ${inner('fetchSecond')}, wasMissed as ${inner('wasMissed')}};`;
      if (id === secondPart) {
        const imports = plan.table.map(
          (each, i) => `import {${each.name} as f${i}} from ${JSON.stringify(secondId(each.id))};`,
        );
        return `${imports.join('\n')}\nexport const parts=[${plan.table.map((_, i) => `f${i}`).join(',')}];`;
      }
      if (id.endsWith(secondId(''))) return { code: plan.second(id.slice(0, -secondId('').length)), moduleType: 'js' };
      const first = plan.first(id);
      return first === undefined ? undefined : { code: first, moduleType: 'js' };
    },
  };
}
