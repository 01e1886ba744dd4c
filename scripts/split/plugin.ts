import { join } from 'node:path';
import type { Plugin, Rolldown } from 'vite';
import { calledBy } from './calls.ts';
import { inner, innersName, placeOf, planOf, secondId, tableId, type Plan } from './plan.ts';

const secondPart = '\0second-part';

/**
 * The first part gives the second hundreds of names, each with an alias as short as itself. Here each goes by its own:
 * what is listed once is downloaded once.
 */
function plainNames(bundle: Rolldown.OutputBundle, entry: Rolldown.OutputChunk): void {
  const list = /export\{([^{}]*)\};?\s*$/;
  const pairs = (text: string): string[][] => text.split(',').map((each) => each.split(' as '));
  const given = list.exec(entry.code)?.[1];
  if (given === undefined) return;
  const own = new Map(pairs(given).map(([local, alias]) => [alias ?? local!, local!]));
  entry.code = entry.code.replace(list, () => `export{${[...own.values()].join(',')}};`);
  entry.exports = [...own.values()];
  const from = entry.fileName.replace(/^.*\//, './').replaceAll('.', '\\.');
  const taken = new RegExp(`import\\{([^{}]*)\\}from(['"\`]${from}['"\`])`, 'g');
  for (const chunk of Object.values(bundle))
    if (chunk.type === 'chunk')
      chunk.code = chunk.code.replace(taken, (_, names: string, file: string) => {
        const plain = pairs(names).map(([alias, local]) => [own.get(alias!)!, local ?? alias!]);
        return `import{${plain.map(([name, local]) => (name === local ? name : `${name} as ${local}`)).join(',')}}from${file}`;
      });
}

/**
 * The module every stub calls through. Functions of a top level are bindings here, which become the functions themselves
 * when those arrive; stubs inside of others look their function up.
 */
const tableOf = ({ tops }: Plan): string => {
  // Both lists are the same text: the second costs a compressed file next to nothing.
  const places = `[${tops.map((_, i) => placeOf(i)).join(',')}]`;
  return `let missed = false;
export let secondPart = new Proxy([], {
  get() {
    missed = true;
    throw new Error('the second part is not there yet');
  },
});
export let ${places} = Array.from({length: ${tops.length}}, (_, number) => (...given) => secondPart[number](...given));
export function provide(parts) {
  secondPart = parts;
  ${places} = parts;
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
 * replaces, tells whether that happened. `entries`: the worker's own, and what it imports dynamically of the first part. `late`: what it imports
 * dynamically once the second part is there. The sources know nothing of it: everywhere else they are one program.
 */
export function inTwoParts(root: string, entries: readonly string[], late: readonly string[] = []): Plugin {
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
        const bring = (id: string, name: string, as: string): string =>
          `import {${name} as ${as}} from ${JSON.stringify(secondId(id))};`;
        const imports = [
          ...plan.tops.map(({ id: from, name }, i) => bring(from, name, `f${i}`)),
          ...plan.inners.map((from, i) => bring(from, innersName, `i${i}`)),
        ];
        const parts = [...plan.tops.map((_, i) => `f${i}`), ...plan.inners.map((_, i) => `...i${i}`)];
        return `${imports.join('\n')}\nexport const parts=[${parts.join(',')}];`;
      }
      // Nothing of the first part needs it, so all of it is of the second's kind, in a chunk of its own.
      if (late.includes(id)) return `export * from ${JSON.stringify(secondId(id))};`;
      if (id.endsWith(secondId(''))) return { code: plan.second(id.slice(0, -secondId('').length)), moduleType: 'js' };
      const first = plan.first(id);
      return first === undefined ? undefined : { code: first, moduleType: 'js' };
    },
    generateBundle({ minify }, bundle) {
      const entry = Object.values(bundle).find((each) => each.type === 'chunk' && each.facadeModuleId === entries[0]);
      if (plan && minify && entry?.type === 'chunk') plainNames(bundle, entry);
    },
  };
}
