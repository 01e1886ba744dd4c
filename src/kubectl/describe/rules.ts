import { byBytes } from '../text/go.ts';
import type { JsonObject } from '../types.ts';

/** One line of a table of permissions. */
export interface RuleRow {
  readonly resource: string;
  readonly urls: string;
  readonly names: string;
  readonly verbs: string;
}

const list = (rule: JsonObject, key: string): string[] => (rule[key] as string[] | undefined) ?? [];

interface Simple {
  readonly group: string;
  readonly resource: string;
  readonly name: string | undefined;
  readonly verbs: string[];
}

/**
 * Rules taken apart to one resource each, verbs of the same resource put together, in upstream's order.
 * Models: component-helpers/auth/rbac BreakdownRule, CompactRules, SortableRuleSlice.
 */
export function ruleRows(resourceRules: readonly JsonObject[], urlRules: readonly JsonObject[]): RuleRow[] {
  const simple = new Map<string, Simple>();
  for (const rule of resourceRules) {
    const names = list(rule, 'resourceNames');
    for (const group of list(rule, 'apiGroups')) {
      for (const resource of list(rule, 'resources')) {
        for (const name of names.length > 0 ? names : [undefined]) {
          const key = JSON.stringify([group, resource, name]);
          const known = simple.get(key);
          if (known) known.verbs.push(...list(rule, 'verbs'));
          else simple.set(key, { group, resource, name, verbs: [...list(rule, 'verbs')] });
        }
      }
    }
  }
  const rows: { key: string; row: RuleRow }[] = [];
  for (const { group, resource, name, verbs } of simple.values()) {
    const [plural, sub] = resource.split('/') as [string, string?];
    const text = `${plural}${group ? `.${group}` : ''}${sub ? `/${sub}` : ''}`;
    rows.push({
      key: keyOf(verbs, [group], [resource], name === undefined ? [] : [name], []),
      row: {
        resource: text,
        urls: '[]',
        names: name === undefined ? '[]' : `[${name}]`,
        verbs: `[${verbs.join(' ')}]`,
      },
    });
  }
  for (const rule of urlRules) {
    for (const url of list(rule, 'nonResourceURLs')) {
      const verbs = list(rule, 'verbs');
      rows.push({
        key: keyOf(verbs, [], [], [], [url]),
        row: { resource: '', urls: `[${url}]`, names: '[]', verbs: `[${verbs.join(' ')}]` },
      });
    }
  }
  return rows.sort((a, b) => byBytes(a.key, b.key)).map(({ row }) => row);
}

/** A rule as Go prints it: what upstream sorts by. */
const keyOf = (...parts: readonly (readonly string[])[]): string => {
  const [verbs, groups, resources, names, urls] = parts.map((part) => part.join(' '));
  return `&PolicyRule{Verbs:[${verbs}],APIGroups:[${groups}],Resources:[${resources}],ResourceNames:[${names}],NonResourceURLs:[${urls}],}`;
};
