import type { ImageRef } from '../image-ref.ts';
import { baseFamilies, stressFamily } from './base.ts';
import { ghostFamily, wordpressFamily } from './blog.ts';
import * as databases from './databases.ts';
import { helloFamily, imageFamily } from './hello.ts';
import * as k8s from './k8s.ts';
import * as samples from './samples.ts';
import { MiB, type Behaviour, type Family } from './types.ts';
import * as web from './web.ts';

export type { Behaviour, Family, HttpRule, LogLine } from './types.ts';

const families: readonly Family[] = [
  helloFamily,
  imageFamily,
  ghostFamily,
  wordpressFamily,
  stressFamily,
  ...Object.values(web),
  ...Object.values(databases),
  ...Object.values(samples),
  ...Object.values(k8s),
  ...baseFamilies,
];

const byRepository = new Map<string, Family>(
  families.flatMap((family) => family.repositories.map((repository) => [repository, family] as const)),
);

/** The first lesson's image is found without the catalogue: in the built worker that comes with the second part. */
const familyOf = (repository: string): Family | undefined =>
  helloFamily.repositories.includes(repository) ? helloFamily : inCatalogue(repository);

function inCatalogue(repository: string): Family | undefined {
  return byRepository.get(repository);
}

/** What a well-formed image of an unknown repository is taken for: a server on the ports its Pod declares (else 80 and 8080). */
const genericFamily: Family = {
  repositories: [],
  tags: [],
  tagPattern: /./,
  sizeBytes: 24 * MiB,
  entrypoint: ['/app'],
  cmd: [],
  hasShell: true,
  behaviour: {
    startMs: 150,
    ports: [80, 8080],
    http: [{ path: '/*', code: 200, body: '{image} on {hostname}\n' }],
    lines: [{ atMs: 140, text: 'listening' }],
    onTerm: { afterMs: 50, code: 0 },
    memoryBytes: 16 * MiB,
    cpuMilli: 1,
  },
};

/** Names that stand for a mistake, in any repository the catalogue does not know. */
const wrongName = /nope|missing|does-?not-?exist|typo|invalid|nonexist|private/;
const wrongTag = /^(?:v9|.*(?:nope|missing|does-?not-?exist|typo|invalid|nonexist).*)$/;

export type Lookup =
  { readonly found: Family; readonly generic: boolean } | { readonly missing: 'repository' | 'tag' | 'registry' };

/**
 * Whether the world's registries have an image. Repositories of the catalogue have the tags it lists; Docker's
 * `library/` has nothing else; any other well-formed name is taken to exist, unless it says itself that it does not.
 */
export function lookUp(ref: ImageRef): Lookup {
  const family = familyOf(ref.repository);
  if (family) {
    const has = ref.tag === '' || family.tags.includes(ref.tag) || family.tagPattern?.test(ref.tag);
    return has ? { found: family, generic: false } : { missing: 'tag' };
  }
  if (/(?:^|\.)example(?:$|\.|:)|\.(?:invalid|test|local)(?:$|:)/.test(ref.registry)) return { missing: 'registry' };
  if (ref.repository.startsWith('docker.io/library/') || wrongName.test(ref.repository))
    return { missing: 'repository' };
  if (wrongTag.test(ref.tag)) return { missing: 'tag' };
  return { found: genericFamily, generic: true };
}

/** Behaviour of one tag. Frozen data, the same object every time. */
export function behaviourOf(family: Family, tag: string): Behaviour {
  const special = family.byTag?.[tag];
  if (!special) return family.behaviour;
  let merged = mergedBehaviours.get(special);
  if (!merged) {
    merged = Object.freeze({ ...family.behaviour, ...special.behaviour });
    mergedBehaviours.set(special, merged);
  }
  return merged;
}

// Results of a pure function kept by identity: the same for every run, so it may live outside the actors' state.
const mergedBehaviours = new WeakMap<object, Behaviour>();

export const sizeOf = (family: Family, tag: string): number => family.byTag?.[tag]?.sizeBytes ?? family.sizeBytes;
