import type { PodTemplateSpec } from '../../../api/types.ts';

/** Label by which a ReplicaSet of a Deployment and its Pods are told from those of other templates. */
export const hashLabel = 'pod-template-hash';

/** Source: apimachinery/pkg/util/rand SafeEncodeString: no vowels, nothing that looks like another sign. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** Keys sorted, what Go leaves out left out, so that equal templates give equal text. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, item]) => item !== undefined && item !== null && !(Array.isArray(item) && item.length === 0))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
}

/** Templates are frozen and shared between versions of an object, so their text is worked out once. */
const texts = new WeakMap<PodTemplateSpec, string>();

/** What a template says, without the hash label. Equal text = the same Pods. */
export function templateText(template: PodTemplateSpec): string {
  let text = texts.get(template);
  if (text === undefined) {
    const { labels = {}, ...metadata } = template.metadata;
    const { [hashLabel]: _hash, ...rest } = labels;
    text = canonical({ ...template, metadata: { ...metadata, labels: rest } });
    texts.set(template, text);
  }
  return text;
}

/** FNV-1a, 32 bit, over UTF-16 code units. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/**
 * The `pod-template-hash` of a template: upstream's hash function, decimal text and alphabet. The digits differ from a
 * real cluster's: upstream hashes Go's dump of the struct, we hash canonical JSON. Only equality means anything.
 * Models: pkg/controller/controller_utils.go ComputeHash.
 */
export function templateHash(template: PodTemplateSpec, collisionCount: number): string {
  const hash = fnv1a(templateText(template) + (collisionCount > 0 ? `#${collisionCount}` : ''));
  return [...String(hash)].map((digit) => alphabet[digit.charCodeAt(0) % alphabet.length]!).join('');
}
