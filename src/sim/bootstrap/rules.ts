import type { PolicyRule } from '../../api/types.ts';

/** Words that stand for the verbs upstream groups under one name. Source: bootstrappolicy/policy.go Read, Write, ReadWrite, ReadUpdate. */
const verbSets: Readonly<Record<string, string>> = {
  read: 'get list watch',
  change: 'create delete deletecollection patch update',
  everything: 'create delete deletecollection get list patch update watch',
};

/** Nearly every component writes Events. */
const events = 'create patch update | core events.k8s.io | events';

/**
 * Rules, one a line, written as people say them: `verbs | API groups (core is the unnamed one) | resources | names`.
 * `verbs | url | paths` is about paths that are no resources; `events` alone is the right to write Events. The words of
 * each column are sorted, as upstream's rule builder leaves them.
 */
export const rules = (table: string): PolicyRule[] =>
  table
    .trim()
    .split('\n')
    .map((line) => rule(line.trim() === 'events' ? events : line));

function rule(line: string): PolicyRule {
  const [verbs, groups, things, names] = line.split('|').map((column) => column.trim().split(' '));
  const sorted = { verbs: verbs!.flatMap((verb) => (verbSets[verb] ?? verb).split(' ')).sort() };
  if (groups![0] === 'url') return { nonResourceURLs: things!.sort(), ...sorted };
  return {
    apiGroups: groups!.map((group) => (group === 'core' ? '' : group)).sort(),
    ...(names ? { resourceNames: names.sort() } : {}),
    resources: things!.sort(),
    ...sorted,
  };
}
