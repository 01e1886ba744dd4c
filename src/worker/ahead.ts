import type { LessonPackage } from '../lessons/types.ts';
import { parseSession } from './border.ts';
import type { ProfileId, Session } from './protocol.ts';
import type { Opened } from './session.ts';
import { newSession, unpackSession } from './share.ts';

/** What the page's head says to the worker it starts (scripts/head-start.ts), before any of the page's code has come. */
export interface Expected {
  readonly type: 'expect';
  /** The session in the address, packed. */
  readonly link?: string;
  /** What a first visit opens. */
  readonly fresh: { readonly profile: ProfileId; readonly seed: number; readonly lesson: string };
}

export const isExpected = (data: unknown): data is Expected =>
  typeof data === 'object' && data !== null && (data as { type?: unknown }).type === 'expect';

/** The session the page will most likely open; undefined when its link cannot be read: opening it says why. */
export async function expectedSession({ link, fresh }: Expected): Promise<Session | undefined> {
  const { profile, seed, lesson } = fresh;
  const read = link === undefined ? parseSession(newSession(profile, seed, lesson)) : await unpackSession(String(link));
  return 'value' in read ? read.value : undefined;
}

/**
 * A session rebuilt before the page asks for it, while the page's own code is still on its way. It is what opening would
 * make, only earlier; if the page opens something else, it is forgotten.
 */
export class Ahead {
  private made: { readonly key: string; readonly opened: Opened } | undefined;

  make(session: Session, open: () => Opened): void {
    this.made = { key: keyOf(session), opened: open() };
  }

  forget(): void {
    this.made = undefined;
  }

  /** What was made for this session, once. A lesson that puts objects into the cluster first begins elsewhere. */
  take(session: Session, lesson: LessonPackage | undefined): Opened | undefined {
    const { made } = this;
    this.made = undefined;
    const isBare = Object.keys(lesson?.start ?? {}).length === 0;
    return made?.key === keyOf(session) && isBare ? made.opened : undefined;
  }
}

const keyOf = (session: Session): string => JSON.stringify(session);
