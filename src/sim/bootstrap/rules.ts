import type { PolicyRule } from '../../api/types.ts';

const words = (text: string): string[] => text.split(' ');

/** One rule, written as people say it: verbs, API groups (`core` for the unnamed one), resources. */
export const rule = (verbs: string, groups: string, resources: string): PolicyRule => ({
  apiGroups: words(groups).map((group) => (group === 'core' ? '' : group)),
  resources: words(resources),
  verbs: words(verbs),
});

export const urlRule = (verbs: string, urls: string): PolicyRule => ({
  nonResourceURLs: words(urls),
  verbs: words(verbs),
});

export const read = 'get list watch';
export const change = 'create delete deletecollection patch update';
export const everything = 'create delete deletecollection get list patch update watch';

/** Nearly every component writes Events. */
export const writesEvents = rule('create patch update', 'core events.k8s.io', 'events');
