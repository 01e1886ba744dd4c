import { resourceTypes } from './kinds/index.ts';
import type { ResourceType } from './resource.ts';

export { resourceTypes };

const byResource = new Map<string, ResourceType>();
const byKind = new Map<string, ResourceType>();
/** First of several wins: core before groups. */
const byWord = new Map<string, ResourceType>();

const apiVersions = new Map<string, Map<string, string>>();

/** `v1`, `apps/v1`. */
export function apiVersionOf({ group, version }: Pick<ResourceType, 'group' | 'version'>): string {
  if (group === '') return version;
  // Every object is read with it: the text is put together once.
  let versions = apiVersions.get(group);
  if (!versions) apiVersions.set(group, (versions = new Map()));
  let text = versions.get(version);
  if (text === undefined) versions.set(version, (text = `${group}/${version}`));
  return text;
}

for (const type of resourceTypes) {
  byResource.set(`${type.group}/${type.version}/${type.plural}`, type);
  byKind.set(`${apiVersionOf(type)}/${type.kind}`, type);
  for (const word of [type.plural, type.singular, type.kind.toLowerCase(), ...type.shortNames]) {
    for (const text of [word, `${word}.${type.group}`, `${word}.${type.version}.${type.group}`])
      if (!byWord.has(text)) byWord.set(text, type);
  }
}

export const findResource = (group: string, version: string, plural: string): ResourceType | undefined =>
  byResource.get(`${group}/${version}/${plural}`);

export const findKind = (apiVersion: string, kind: string): ResourceType | undefined =>
  byKind.get(`${apiVersion}/${kind}`);

/** The resource a person means: `po`, `pod`, `pods`, `Pod`, `deployments.apps`, `deploy.v1.apps`. */
export const findByWord = (word: string): ResourceType | undefined => byWord.get(word.toLowerCase());
