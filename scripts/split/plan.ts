import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isOurs } from './calls.ts';
import { readModule, type Import, type Item, type Module, type Moved } from './module.ts';
import { replaced } from './syntax.ts';

/** Where a name comes from in the end: an item of ours, or something outside (a package, JSON) that stays whole. */
type Target =
  | { readonly module: Module; readonly local: string }
  | { readonly outside: string; readonly name: string }
  | { readonly all: Module };

export interface Plan {
  /** Text of a module in the first part; undefined when it is none of ours. */
  first(id: string): string | undefined;
  /** Text of the same module in the second part. */
  second(id: string): string;
  /** Functions of a top level that the first part calls of the second: module and name there. They come first in the table. */
  readonly tops: readonly { readonly id: string; readonly name: string }[];
  /** Behind them, module by module: those with functions and branches from inside of others, a list in each. */
  readonly inners: readonly string[];
}

/** Name under which the second part of a module gives out what comes from inside of functions. */
export const innersName = 'inners$';

/** Second part of a module's id. */
export const secondId = (id: string): string => `${id}?second`;
/** The module with the table of what the first part calls of the second. */
export const tableId = '\0second-table';

/**
 * Divides the program below `entries` by what was called: everything reachable without entering a function that was not
 * called is the first part, everything else the second. The entries themselves stay whole.
 */
export function planOf(root: string, entries: readonly string[], called: ReadonlySet<string>): Plan {
  const modules = new Map<string, Module>();
  const load = (id: string): Module => {
    let module = modules.get(id);
    if (!module)
      modules.set(id, (module = readModule(id, readFileSync(id, 'utf8'), entries.includes(id) ? undefined : called)));
    return module;
  };
  const fileOf = (module: Module, from: string): string | undefined => {
    if (!from.startsWith('.')) return undefined;
    const file = join(dirname(module.id), from);
    return isOurs(root, file) && existsSync(file) ? file : undefined;
  };
  const follow = (module: Module, given: Import): Target => {
    const file = fileOf(module, given.from);
    if (!file)
      return {
        outside: given.from.startsWith('.') ? join(dirname(module.id), given.from) : given.from,
        name: given.name,
      };
    const target = load(file);
    if (given.name === '*') return { all: target };
    const found = exported(target, given.name);
    if (!found) throw new Error(`${module.id}: ${given.from} has no ${given.name}`);
    return found;
  };
  const exported = (module: Module, name: string): Target | undefined => {
    const inside = module.exports.get(name);
    if (typeof inside === 'string') return targetOf(module, inside);
    if (inside) return follow(module, inside);
    for (const from of module.exportedAll) {
      const file = fileOf(module, from);
      const found = file && exported(load(file), name);
      if (found) return found;
    }
    return undefined;
  };
  /** What a name at a module's top level means; undefined for a global. */
  const targetOf = (module: Module, name: string): Target | undefined => {
    if (module.byName.has(name)) return { module, local: name };
    const given = module.imports.get(name);
    return given && follow(module, given);
  };

  // ---- What the first part consists of
  const reached = new Set<Item>();
  const stubs = new Map<Moved, number>();
  const tops: Plan['tops'][number][] = [];
  const inners = new Map<string, Moved[]>();
  const touched = new Set<Module>();
  const reachTarget = (target: Target | undefined): void => {
    if (!target || 'outside' in target) return;
    if ('module' in target) reach(target.module, target.module.byName.get(target.local)!);
    else for (const name of target.all.exports.keys()) reachTarget(exported(target.all, name));
  };
  const reach = (module: Module, item: Item): void => {
    if (reached.has(item)) return;
    reached.add(item);
    if (!touched.has(module)) {
      touched.add(module);
      for (const each of module.items) if (each.names.size === 0) reach(module, each);
    }
    for (const each of module.items) if ([...each.writes].some((name) => item.names.has(name))) reach(module, each);
    for (const moved of item.moved)
      if (moved.name === undefined) inners.set(module.id, [...(inners.get(module.id) ?? []), moved]);
      else stubs.set(moved, tops.push({ id: module.id, name: moved.name }) - 1);
    for (const name of item.needs) reachTarget(targetOf(module, name));
  };
  for (const id of entries) {
    const module = load(id);
    for (const item of module.items) reach(module, item);
    reachTarget({ all: module });
  }

  // Functions of a top level come first: their places count up by themselves.
  for (const moved of [...inners.values()].flat()) stubs.set(moved, stubs.size);

  /** Moved whole: its name alone lives on in the first part, as a stub. */
  const wholeOf = (item: Item): Moved | undefined => item.moved.find(({ node }) => node === item.node);
  const isSecond = (item: Item): boolean => !reached.has(item) || wholeOf(item) !== undefined;

  /** The line that brings what `name` means into a module's text; nothing for what it has itself and for globals. */
  const bring = (module: Module, name: string, target: Target | undefined, inSecond: boolean): string => {
    if (!target) return '';
    if ('outside' in target) {
      const from = JSON.stringify(target.outside);
      return target.name === '*'
        ? `import * as ${name} from ${from};`
        : `import {${target.name} as ${name}} from ${from};`;
    }
    if ('all' in target) {
      // As a namespace object has them: sorted by name.
      const names = [...target.all.exports.keys()].sort();
      const lines = names.map((each) => bring(module, `${name}$${each}`, exported(target.all, each), inSecond));
      return `${lines.join('')}const ${name}={${names.map((each) => `${each}:${name}$${each}`).join(',')}};`;
    }
    const second = inSecond && isSecond(target.module.byName.get(target.local)!);
    if (target.module === module && target.local === name && second === inSecond) return '';
    const from = second ? secondId(target.module.id) : target.module.id;
    return `import {${second ? target.local : inner(target.local)} as ${name}} from ${JSON.stringify(from)};`;
  };
  const importsFor = (module: Module, names: Iterable<string>, inSecond: boolean): string =>
    [...names].map((name) => bring(module, name, targetOf(module, name), inSecond)).join('');

  return {
    tops,
    inners: [...inners.keys()],
    first(id) {
      const module = modules.get(id);
      if (!module) return undefined;
      const items = module.items.filter((item) => reached.has(item));
      const needs = new Set(items.flatMap((item) => [...item.needs]));
      const exports = [...module.exports].flatMap(([name]) => {
        const target = exported(module, name);
        return target && 'module' in target && target.module === module && reached.has(module.byName.get(target.local)!)
          ? [`${target.local} as ${name}`]
          : [];
      });
      // Nothing of an entry is needed elsewhere; everything else may be.
      const inside = entries.includes(id) ? [] : items;
      const own = inside.flatMap((item) => [...item.names].map((name) => `${name} as ${inner(name)}`));
      const passed = [...module.exports].flatMap(([name]) => {
        const target = exported(module, name);
        if (!target || 'all' in target || ('module' in target && target.module === module)) return [];
        if ('outside' in target) return [`export {${target.name} as ${name}} from ${JSON.stringify(target.outside)};`];
        return reached.has(target.module.byName.get(target.local)!)
          ? [`export {${inner(target.local)} as ${name}} from ${JSON.stringify(target.module.id)};`]
          : [];
      });
      const stubbed = items.flatMap((item) => {
        const whole = wholeOf(item);
        return whole ? [`${placeOf(stubs.get(whole)!)} as ${whole.name}`] : [];
      });
      return [
        `import {${['secondPart', ...stubbed].join(',')}} from ${JSON.stringify(tableId)};`,
        importsFor(module, needs, false),
        ...passed,
        ...items.map((item) => (wholeOf(item) ? '' : textOf(module, item, stubs))),
        `export {${[...exports, ...own].join(',')}};`,
      ].join('\n');
    },
    second(id) {
      const module = load(id);
      const texts: string[] = [];
      const names = new Set<string>();
      const needs = new Set<string>();
      for (const item of module.items) {
        if (reached.has(item)) {
          for (const moved of item.moved) {
            if (moved.name !== undefined) {
              texts.push(moved.text);
              names.add(moved.name);
            }
            for (const name of moved.needs) needs.add(name);
          }
        } else if (item.names.size > 0 || !touched.has(module)) {
          texts.push(module.code.slice(item.node.start, item.node.end));
          for (const name of item.names) names.add(name);
          for (const name of item.needs) needs.add(name);
          for (const moved of item.moved) for (const name of moved.needs) needs.add(name);
        }
      }
      const own = inners.get(id);
      if (own) {
        texts.push(`const ${innersName}=[${own.map(({ text }) => text).join(',\n')}];`);
        names.add(innersName);
      }
      return `${importsFor(module, needs, true)}\n${texts.join('\n')}\nexport {${[...names].join(',')}};`;
    },
  };
}

/** Name under which the first part of a module gives out everything it has. */
export const inner = (name: string): string => `${name}$`;

/** Name in the table's module under which a function of a top level is called. */
export const placeOf = (number: number): string => `place${number}`;

function textOf(module: Module, { node, moved }: Item, stubs: ReadonlyMap<Moved, number>): string {
  const parts = moved.map((each) => ({
    start: each.node.start - node.start,
    end: each.node.end - node.start,
    text: each.stub(stubs.get(each)!),
  }));
  return replaced(module.code.slice(node.start, node.end), parts);
}
