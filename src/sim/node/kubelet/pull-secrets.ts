import type { Pod } from '../../../api/types.ts';
import type { RegistryAuth } from '../../messages.ts';
import type { ImageRef } from '../image-ref.ts';
import { fromBase64, isAbsent, sourceKey, type Source, type Sources } from './config.ts';
import { podEvent, type Job } from './job.ts';

const none: readonly Source[] = Object.freeze([]);

/** The Secrets that say who pulls a Pod's images. A Pod starts without them: the registry may not ask. */
export function pullSecrets(pod: Pod): readonly Source[] {
  const refs = pod.spec['imagePullSecrets'] as readonly { readonly name?: string }[] | undefined;
  if (!refs?.length) return none;
  return refs.filter((ref) => ref.name).map(({ name }) => ({ kind: 'secret', name: name!, optional: true }));
}

/** Says which of them do not exist; they are looked for again in the next pass. Models: kubelet.go getPullSecretsForPod. */
export function warnOfMissing(job: Job): void {
  const { work } = job;
  const missing = pullSecrets(work.pod).filter((source) => isAbsent(work.sources.get(sourceKey(source))));
  if (missing.length === 0) return;
  const names = missing.map((source) => source.name).join(', ');
  const message = `Unable to retrieve some image pull secrets (${names}); attempting to pull the image may not succeed.`;
  podEvent(job, 'Warning', 'FailedToRetrieveImagePullSecret', message);
  forgetPullSecrets(job);
}

/** Has them read again: upstream's kubelet watches them. */
export function forgetPullSecrets({ work }: Job): void {
  const names = pullSecrets(work.pod).map(sourceKey);
  if (names.length > 0) work.sources = new Map([...work.sources].filter(([key]) => !names.includes(key)));
}

interface DockerConfig {
  readonly auths?: Readonly<Record<string, { username?: string; password?: string; auth?: string }>>;
}

/**
 * As whom an image is pulled; undefined = as nobody.
 * Models: pkg/credentialprovider keyring.go. Left out: trying a second entry that fits when the first is refused.
 */
export function authFor(pod: Pod, sources: Sources, image: ImageRef): RegistryAuth | undefined {
  const found: { readonly server: string; readonly auth: RegistryAuth }[] = [];
  for (const source of pullSecrets(pod)) {
    const data = sources.get(sourceKey(source));
    if (isAbsent(data)) continue;
    for (const [server, entry] of Object.entries(entriesOf(data!))) {
      const [user = '', ...rest] = entry.auth === undefined ? [] : fromBase64(entry.auth).split(':');
      const auth = Object.freeze({
        username: entry.username ?? user,
        password: entry.password ?? rest.join(':'),
      });
      found.push({ server: keyOf(server), auth });
    }
  }
  // The most exact place first, as upstream sorts its keys.
  found.sort((a, b) => (a.server < b.server ? 1 : a.server > b.server ? -1 : 0));
  return found.find(({ server }) => fits(server, image.repository))?.auth;
}

/** Entries of the new form (`auths` within `.dockerconfigjson`) or the old one (`.dockercfg`); a text that is no JSON has none. */
function entriesOf(data: Readonly<Record<string, string>>): NonNullable<DockerConfig['auths']> {
  try {
    const now = data['.dockerconfigjson'];
    if (now !== undefined) return (JSON.parse(now) as DockerConfig).auths ?? {};
    const before = data['.dockercfg'];
    return before === undefined ? {} : (JSON.parse(before) as NonNullable<DockerConfig['auths']>);
  } catch {
    return {};
  }
}

/** `https://registry.example/v2/` → `registry.example`: the old addresses of Docker's API count as the host. */
function keyOf(server: string): string {
  const [host = '', ...path] = server.replace(/^https?:\/\//, '').split('/');
  const rest = (path[0] === 'v1' || path[0] === 'v2' ? path.slice(1) : path).filter((part) => part !== '');
  return [host, ...rest].join('/');
}

/** Whether an entry is for this repository: equal host (each part may have a `*`), and a path that begins the same. */
function fits(server: string, repository: string): boolean {
  const [host = '', ...path] = server.split('/');
  const [wanted = '', ...of] = repository.split('/');
  const asked = wanted === 'docker.io' ? 'index.docker.io' : wanted;
  if (!of.join('/').startsWith(path.join('/'))) return false;
  const [parts, askedParts] = [host.split('.'), asked.split('.')];
  return parts.length === askedParts.length && parts.every((part, i) => globFits(part, askedParts[i]!));
}

const globFits = (glob: string, text: string): boolean =>
  new RegExp(`^${glob.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(text);
