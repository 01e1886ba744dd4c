import { openDB, type IDBPDatabase } from 'idb';
import type { LessonProgress } from '../lessons/types.ts';
import type { Session } from '../worker/protocol.ts';
import type { PanelSizes } from './panels.ts';

/** What outlives a reload, by key of one IndexedDB store. Everything the person wrote, nothing the page can rebuild. */
interface Saved {
  /** The session as last told, and the lesson it belongs to (undefined: free practice). */
  session: { readonly session: Session; readonly lesson: string | undefined };
  /** By lesson id: finished once, and how far the present attempt is. */
  progress: Readonly<Record<string, { readonly done: boolean; readonly progress?: LessonProgress }>>;
  /** Editor texts by lesson id (`free` for free practice). */
  files: Readonly<Record<string, Readonly<Record<string, string>>>>;
  sizes: PanelSizes;
  /** Lines typed in the terminal, oldest first. */
  history: readonly string[];
}

/** The database once it is open. */
let connection: IDBPDatabase | undefined;
let database: Promise<IDBPDatabase | undefined> | undefined;
let failed: string | undefined;
let tellFailure: ((detail: string) => void) | undefined;

/** Calls back once if this browser does not let us save: private windows, full disks. The work stays for this visit. */
export function onSavingFailed(tell: (detail: string) => void): void {
  tellFailure = tell;
  if (failed !== undefined) tell(failed);
}

function fail(error: unknown): void {
  if (failed === undefined) tellFailure?.(String(error));
  failed ??= String(error);
}

function open(): Promise<IDBPDatabase | undefined> {
  database ??= openDB('wheelhouse', 1, { upgrade: (db) => void db.createObjectStore('kv') }).then(
    (db) => (connection = db),
    (error: unknown) => {
      fail(error);
      return undefined;
    },
  );
  return database;
}

export async function load<K extends keyof Saved>(key: K): Promise<Saved[K] | undefined> {
  try {
    return (await (await open())?.get('kv', key)) as Saved[K] | undefined;
  } catch {
    return undefined;
  }
}

const pending = new Map<keyof Saved, unknown>();
let timer: ReturnType<typeof setTimeout> | undefined;
const restMs = 400;

/** Keeps a value; many calls within a short time become one write. */
export function save<K extends keyof Saved>(key: K, value: Saved[K]): void {
  pending.set(key, value);
  timer ??= setTimeout(() => void flush(), restMs);
}

/** Writes what waits. Begins at once where it can: a page that is being left does not come back from waiting. */
export function flush(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  return connection ? write(connection) : open().then((db) => db && write(db));
}

async function write(db: IDBPDatabase): Promise<void> {
  if (pending.size === 0) return;
  try {
    const tx = db.transaction('kv', 'readwrite');
    for (const [key, value] of pending) void tx.store.put(value, key);
    pending.clear();
    tx.commit();
    await tx.done;
  } catch (error) {
    fail(error);
  }
}

/** Forgets the session (not what was learnt): the way out when a session itself is what fails. */
export async function forgetSession(): Promise<void> {
  pending.delete('session');
  await (await open())?.delete('kv', 'session');
}

addEventListener('pagehide', () => void flush());
