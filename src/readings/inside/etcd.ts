import { resourceTypes } from '../../api/index.ts';
import type { KubeObject } from '../../api/types.ts';
import { listAt, readAt } from '../../sim/etcd/index.ts';
import { upperBound } from '../../sim/kernel/series.ts';
import { endAt, traceGet } from '../../sim/kernel/trace.ts';
import { isNote, requestBehind, type NoteOf } from '../lookup.ts';
import { requestLabel } from '../request.ts';
import { revisionAt } from '../story.ts';
import { diffOf } from './diff.ts';
import type { Moment } from './index.ts';
import type { Commit, EtcdRoom, KeyGroup } from './views.ts';

const commitsMax = 24;
/** How many commits back the versions of a key are looked for. */
const versionsWithin = 4_000;
const versionsMax = 8;
const keysMax = 5;

/** The log of writes, the keys as a tree, and what one write changed. */
export function etcdRoom(moment: Moment, pick: string | undefined): EtcdRoom {
  const { trace, index, step } = moment;
  const end = upperBound(index.commitEntries, endAt(trace, step));
  const commits: Commit[] = [];
  for (let i = end - 1; i >= 0 && i > end - versionsWithin && commits.length < commitsMax; i--) {
    const entry = traceGet(trace, index.commitEntries.at(i)!);
    if (isNote(entry, 'commit') && !entry.quiet && !isEvent(entry.note.key)) commits.push(commitOf(moment, entry));
  }
  const revision = revisionAt(index, trace, step);
  const wanted = Number(pick ?? commits[0]?.revision ?? 0);
  return {
    role: 'etcd',
    revision,
    commits,
    groups: groupsOf(moment, revision),
    picked: wanted > 0 && wanted <= revision ? pickedOf(moment, wanted, end) : undefined,
  };
}

/** Events outnumber what they tell of: they are counted among the keys. */
const isEvent = (key: string): boolean => key.startsWith('/registry/events/');

function commitOf({ trace }: Moment, entry: NoteOf<'commit'>): Commit {
  const { key, revision, deleted } = entry.note;
  const request = requestBehind(trace, entry);
  return {
    entry: entry.id,
    step: trace.firstStep + upperBound(trace.endOf, entry.id - 1),
    atMs: entry.at,
    key,
    revision,
    deleted,
    by: request && `${request.agent ?? request.from} · ${requestLabel(request.message.request)}`,
  };
}

function groupsOf({ trace, index, etcd, firstStep }: Moment, revision: number): KeyGroup[] {
  const before = revisionAt(index, trace, firstStep);
  const groups: KeyGroup[] = [];
  for (const place of new Set(resourceTypes.map(({ etcdPrefix }) => etcdPrefix))) {
    const prefix = `/registry/${place}/`;
    const all = listAt(etcd, prefix, revision);
    if (all.length === 0) continue;
    const keys = all
      .map(({ metadata }) => ({
        name: metadata.namespace ? `${metadata.namespace}/${metadata.name}` : metadata.name,
        revision: Number(metadata.resourceVersion),
      }))
      // What was there before the story is not what one came to see.
      .filter((key) => key.revision > before)
      .sort((a, b) => b.revision - a.revision)
      .slice(0, keysMax);
    groups.push({ prefix, count: all.length, keys });
  }
  return groups.sort(
    (a, b) => (b.keys[0]?.revision ?? 0) - (a.keys[0]?.revision ?? 0) || (a.prefix < b.prefix ? -1 : 1),
  );
}

function pickedOf({ trace, index, etcd, toYaml }: Moment, wanted: number, end: number): EtcdRoom['picked'] {
  const at = upperBound(index.commitRevisions, wanted) - 1;
  const entry = traceGet(trace, index.commitEntries.at(at) ?? 0);
  if (!isNote(entry, 'commit') || entry.note.revision !== wanted) return undefined;
  const { key, revision, deleted } = entry.note;
  const revisions: number[] = [];
  for (let i = end - 1; i >= 0 && i > end - versionsWithin && revisions.length < versionsMax; i--) {
    const other = traceGet(trace, index.commitEntries.at(i)!);
    if (isNote(other, 'commit') && other.note.key === key) revisions.push(other.note.revision);
  }
  // The revision is etcd's own counter: the server adds it to what it reads, it is no part of the value.
  const print = (value: KubeObject | undefined): string[] => {
    if (value === undefined) return [];
    const { resourceVersion: _counter, ...metadata } = value.metadata;
    return toYaml({ ...value, metadata })
      .trimEnd()
      .split('\n');
  };
  const diff = diffOf(print(readAt(etcd, key, revision - 1)), print(readAt(etcd, key, revision)));
  return { key, revision, deleted, revisions, diff };
}
