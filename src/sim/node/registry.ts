import { sha256 } from '../../api/sha256.ts';
import type { ActorKind } from '../kernel/types.ts';
import { lookUp, sizeOf } from './catalogue/index.ts';
import { parseImage, type ImageRef } from './image-ref.ts';
import { lockedOut, type Locked } from './private-registry.ts';

/** Bytes per ms a node gets from the registry: 40 MB/s. */
const bytesPerMs = 40_000;
/** Name resolution, token and manifest, in ms. */
const handshakeMs = 100;

/**
 * All the world's image registries as one actor. It has no memory: what exists is the catalogue's to say.
 * Models: the answers of registry-1.docker.io and friends as containerd words them. Left out: layers shared between images, rate limits.
 */
export const registryKind: ActorKind<null> = {
  kind: 'registry',
  create: () => null,
  receive(_state, entry, ctx) {
    const { message } = entry;
    if (message.kind !== 'pull') return;
    const { image } = message;
    const ref = parseImage(image);
    if ('error' in ref) {
      ctx.send(entry.from, {
        kind: 'pull-reply',
        re: entry.id,
        image,
        error: `rpc error: code = InvalidArgument desc = failed to parse image reference: ${ref.error}`,
      });
      return;
    }
    const found = lookUp(ref);
    const locked = lockedOut(ref, message.auth);
    if (locked !== undefined || 'missing' in found) {
      const problem = locked ?? ('missing' in found ? found.missing : 'repository');
      ctx.send(
        entry.from,
        { kind: 'pull-reply', re: entry.id, image, error: refusal(ref, problem) },
        { delayMs: handshakeMs + ctx.randomInt(40) },
      );
      return;
    }
    const sizeBytes = sizeOf(found.found, ref.tag);
    const delayMs = handshakeMs + (message.have ? 0 : Math.round(sizeBytes / bytesPerMs)) + ctx.randomInt(60);
    ctx.send(entry.from, { kind: 'pull-reply', re: entry.id, image, sizeBytes, digest: digestOf(ref) }, { delayMs });
  },
};

/** Content address of an image: the same name always gives the same one. */
function digestOf(ref: ImageRef): string {
  if (ref.digest) return ref.digest;
  const name = `${ref.repository}:${ref.tag}`;
  let digest = digests.get(name);
  if (digest === undefined) {
    if (digests.size === digestsMax) digests.clear();
    digests.set(name, (digest = `sha256:${sha256(name)}`));
  }
  return digest;
}

/** Answers of a pure function: many Pods run few images. */
const digests = new Map<string, string>();
const digestsMax = 256;

/** What containerd reports. Source: containerd core/remotes/docker resolver, as seen through the CRI. */
function refusal(ref: ImageRef, missing: 'repository' | 'tag' | 'registry' | Locked): string {
  const image = ref.canonical;
  const failed = `failed to pull and unpack image "${image}": failed to resolve reference "${image}": `;
  if (missing === 'tag') return `rpc error: code = NotFound desc = ${failed}${image}: not found`;
  if (missing === 'registry') {
    return `rpc error: code = Unknown desc = ${failed}failed to do request: Head "${manifestUrl(ref)}": dial tcp: lookup ${ref.registry.split(':')[0]} on 192.168.1.1:53: no such host`;
  }
  if (missing === 'wrong-credentials')
    return `rpc error: code = Unknown desc = ${failed}unexpected status from HEAD request to ${manifestUrl(ref)}: 401 Unauthorized`;
  const why =
    ref.registry === 'docker.io'
      ? 'server message: insufficient_scope: authorization failed'
      : 'authorization failed: no basic auth credentials';
  return `rpc error: code = Unknown desc = ${failed}pull access denied, repository does not exist or may require authorization: ${why}`;
}

const manifestUrl = ({ registry, repository, tag }: ImageRef): string =>
  `https://${registry}/v2/${repository.slice(registry.length + 1)}/manifests/${tag}`;
