import { apiVersionOf } from '../../../api/index.ts';
import { writeOwners } from '../../../api/managed-fields/index.ts';
import type { KubeObject } from '../../../api/types.ts';
import type { VirtualMs } from '../../kernel/types.ts';
import type { ApiRequest } from '../../messages.ts';
import type { Work } from '../work.ts';
import { depthOf, linkOf, setLink, storedAsSent, type Link } from './link.ts';
import { entriesOf, ownersOf, sameOwners } from './owners.ts';

/** Versions whose history is followed before it is worked out and written down: what a chain keeps alive stays bounded. */
const depthMax = 64;
/** Longest name of a manager, in characters. Source: apimachinery/pkg/apis/meta/v1/validation FieldManagerMaxLength. */
const managerMax = 128;
/** Subresources whose writes are recorded for nobody, unless the stage worked out the owners itself. */
const unrecorded = new Set(['binding', 'scale']);

/** User-Agent → name. Only a memory of a pure function's answers: there are few agents. */
const names = new Map<string, string>();
const namesMax = 1_024;

/** The client's own word, else the first word of its User-Agent. Models: endpoints/handlers/create.go managerOrUserAgent. */
export function managerOf({ query, headers }: ApiRequest): string {
  const given = query?.['fieldManager'];
  if (given) return given;
  const agent = headers?.['user-agent'] ?? '';
  let name = names.get(agent);
  if (name === undefined) {
    const word = agent
      .split('/')[0]!
      .slice(0, managerMax)
      .replace(/[^\x20-\x7e]/g, '');
    if (names.size === namesMax) names.clear();
    names.set(agent, (name = word === '' ? 'unknown' : word));
  }
  return name;
}

/** Notes on a version about to be stored how it came to be. */
export function recordWriter(work: Work, next: KubeObject): void {
  const { call, ctx, existing, owners, given } = work;
  if (owners) return setLink(next, { kind: 'owned', entries: writeOwners(owners) });
  const { subresource } = call.info;
  if (existing && unrecorded.has(subresource)) return keepOwners(next, existing);
  const manager = managerOf(call.request);
  if (subresource === '' && storedAsSent.has(next.kind) && !given && isOnlyWriter(existing, manager))
    return setLink(next, { kind: 'whole', manager, atMs: ctx.now });
  const depth = existing ? depthOf(existing) + 1 : 0;
  // Only the status of a status write counts, and that is stored as it was sent.
  const request = subresource === '' ? call.request : undefined;
  const wrote: Link = { kind: 'wrote', manager, subresource, atMs: ctx.now, before: existing, request, given, depth };
  const { definition } = call;
  const link: Link = definition ? { ...wrote, definition } : wrote;
  setLink(next, work.type.conversion ? { ...link, wireVersion: apiVersionOf(work.type) } : link);
  if (depth >= depthMax) setLink(next, { kind: 'owned', entries: entriesOf(next) });
}

function isOnlyWriter(existing: KubeObject | undefined, manager: string): boolean {
  const link: Link | undefined = existing && linkOf(existing);
  return existing === undefined || (link?.kind === 'whole' && link.manager === manager);
}

/** For writes of the server's own: everybody keeps what they had. */
export function keepOwners(next: KubeObject, before: KubeObject): void {
  const link = linkOf(before);
  if (!link || link.kind === 'owned') return;
  const depth = depthOf(before) + 1;
  setLink(next, depth < depthMax ? { kind: 'kept', before, depth } : { kind: 'owned', entries: entriesOf(before) });
}

/** An object the server makes itself when it starts. */
export const recordOwn = (object: KubeObject, atMs: VirtualMs): void =>
  setLink(object, { kind: 'whole', manager: 'kube-apiserver', atMs });

/** Whether a write changes who owns what although it leaves the object as it is. */
export function changesOwners(work: Work): boolean {
  const { existing, owners, given } = work;
  if (!existing || (!owners && !given)) return false;
  const trial = { ...existing };
  if (!owners) recordWriter(work, trial);
  return !sameOwners(owners ? writeOwners(owners) : writeOwners(ownersOf(trial)), entriesOf(existing));
}
