import { parseArgs } from 'node:util';
import { profileById, type Profile } from '../../sim/profiles.ts';
import { epochMs } from '../../sim/time.ts';
import type { Speed } from './pace.ts';

/** Somebody as a client certificate names them. */
export interface Person {
  readonly name: string;
  readonly groups: readonly string[];
}

/** What the person asked for on the command line. */
export interface ServeOptions {
  readonly port: number;
  readonly profile: Profile;
  readonly seed: number;
  readonly speed: Speed;
  /** Unix ms at which the cluster's story begins (its start-up lies before it). */
  readonly startUnixMs: number;
  readonly kubeconfig: string | undefined;
  /** Speak TLS, with a certificate authority of the cluster's own. */
  readonly tls: boolean;
  /** More people who get a client certificate in the kubeconfig. */
  readonly users: readonly Person[];
  /** Bearer token of the administrator, beside requests without any credential. */
  readonly token: string | undefined;
  /** Requests without a credential are nobody's instead of the administrator's. */
  readonly anonymous: boolean;
  readonly cors: string | undefined;
}

export const usage = `npm run serve -- [options]
  --port N              port on 127.0.0.1; 0 picks one (8001)
  --profile NAME        lab, solo or large-N (lab)
  --seed N              the cluster's one seed (7)
  --speed S             1 = real time, 10 = ten times that, max = work at once and a minute per idle second, paused (1)
  --epoch TIME          moment the cluster's story begins, e.g. 2025-06-01T00:00:00Z (now)
  --kubeconfig FILE     write a kubeconfig for the administrator
  --tls                 https, with client certificates; the kubeconfig holds the administrator's
  --user CN[:O,O]       one more person with a certificate in the kubeconfig (with --tls; may be repeated)
  --token TEXT          a bearer token that is the administrator's
  --anonymous           requests without a credential are system:anonymous, not the administrator
  --cors ORIGIN         let pages of this origin read the answers`;

/** Options, or what is wrong with them. */
export function readOptions(args: readonly string[], nowMs: number): ServeOptions | { readonly problem: string } {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '8001' },
        profile: { type: 'string', default: 'lab' },
        seed: { type: 'string', default: '7' },
        speed: { type: 'string', default: '1' },
        epoch: { type: 'string' },
        kubeconfig: { type: 'string' },
        tls: { type: 'boolean', default: false },
        user: { type: 'string', multiple: true, default: [] },
        token: { type: 'string' },
        anonymous: { type: 'boolean', default: false },
        cors: { type: 'string' },
      },
    }));
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535) return { problem: `--port: ${values.port} is no port` };
  const profile = profileById(values.profile);
  if (!profile) return { problem: `--profile: ${values.profile} is unknown; there are lab, solo and large-N` };
  if (!/^\d{1,9}$/.test(values.seed)) return { problem: `--seed: ${values.seed} is no whole number` };
  const speed = values.speed === 'max' || values.speed === 'paused' ? values.speed : Number(values.speed);
  if (typeof speed === 'number' && !(speed > 0 && speed <= 100_000))
    return { problem: `--speed: ${values.speed} is neither a number, nor max, nor paused` };
  const startUnixMs = values.epoch === undefined ? nowMs : Date.parse(values.epoch);
  if (!Number.isFinite(startUnixMs)) return { problem: `--epoch: ${values.epoch ?? ''} is no time` };
  const earliest = epochMs + profile.bootMs;
  if (startUnixMs < earliest) return { problem: `--epoch: the calendar begins on ${new Date(earliest).toISOString()}` };
  const users = values.user.map(personOf);
  if (users.some(({ name }) => name === ''))
    return { problem: '--user: CN[:O,O], as in jane:devs,ops, or /O=devs/CN=jane' };
  if (users.length > 0 && !(values.tls && values.kubeconfig !== undefined))
    return { problem: '--user: certificates need --tls, and a --kubeconfig to be written to' };
  if (values.token === '') return { problem: '--token: may not be empty' };
  return {
    port,
    profile,
    seed: Number(values.seed),
    speed,
    startUnixMs,
    kubeconfig: values.kubeconfig,
    tls: values.tls,
    users,
    token: values.token,
    anonymous: values.anonymous,
    cors: values.cors,
  };
}

/** `jane:devs,ops`, or a subject as openssl takes it, for names with colons: `/O=system:nodes/CN=system:node:w1-k8s`. */
function personOf(text: string): Person {
  if (!text.startsWith('/')) {
    const at = text.indexOf(':');
    const [name, groups] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
    return { name, groups: groups.split(',').filter((group) => group !== '') };
  }
  const valuesOf = (key: string): string[] =>
    text.split('/').flatMap((part) => (part.startsWith(`${key}=`) ? part.slice(key.length + 1) : []));
  return { name: valuesOf('CN').at(-1) ?? '', groups: valuesOf('O') };
}
