import { shell } from '../src/kubectl/shell/index.ts';
import { Cluster } from '../src/sim/cluster.ts';
import { profileById } from '../src/sim/profiles.ts';
import { complete } from '../src/worker/complete.ts';
import { Host } from '../src/worker/host.ts';
import type { Session, ToPage } from '../src/worker/protocol.ts';

/** Plays a session as the page's worker does, in whatever runs this, and tells the fingerprint of what happened. */
export function replay(session: Session): { readonly hash: string; readonly messages: number } {
  const heard: ToPage[] = [];
  const boot = ({ profile, seed }: Session): Cluster =>
    Cluster.boot({ profile: profileById(profile)!, seed, programs: { shell } });
  const host = new Host({ boot, complete }, (message) => void heard.push(message));
  host.receive({ type: 'open', session });
  host.receive({ type: 'hash' });
  const told = heard.find((message) => message.type === 'hash');
  if (!told) throw new Error(JSON.stringify(heard.filter(({ type }) => type === 'problem')));
  return { hash: told.hash, messages: told.messages };
}
