/** A parsed image name. `docker.io/library/nginx:1.27` for `nginx:1.27`. */
export interface ImageRef {
  /** `docker.io` */
  readonly registry: string;
  /** With registry and `library/`: `docker.io/library/nginx`. */
  readonly repository: string;
  /** `latest` when the name has neither tag nor digest; '' with a digest only. */
  readonly tag: string;
  readonly digest: string;
  /** The full, unambiguous name as containerd writes it. */
  readonly canonical: string;
}

const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const pathPattern = new RegExp(`^${component}(?:/${component})*$`);
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestPattern = /^[A-Za-z][A-Za-z0-9]*(?:[+._-][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const domainPattern =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::[0-9]+)?$/;

/**
 * Reads an image name; the error is the text after `couldn't parse image name "X": `.
 * Models: github.com/distribution/reference ParseNormalizedNamed. Left out: IPv6 registry addresses.
 */
export function parseImage(name: string): ImageRef | { readonly error: string } {
  let parsed = known.get(name);
  if (!parsed) {
    parsed = Object.freeze(parse(name));
    if (known.size >= 2_000) known.clear();
    known.set(name, parsed);
  }
  return parsed;
}

/** Results of a pure function, asked for the same few names all the time. */
const known = new Map<string, ImageRef | { readonly error: string }>();

function parse(name: string): ImageRef | { readonly error: string } {
  const invalid = { error: 'invalid reference format' };
  if (name === '') return invalid;
  if (/^[a-f0-9]{64}$/.test(name))
    return { error: `invalid repository name (${name}), cannot specify 64-byte hexadecimal strings` };
  const at = name.indexOf('@');
  const digest = at < 0 ? '' : name.slice(at + 1);
  const rest = at < 0 ? name : name.slice(0, at);
  const slash = rest.indexOf('/');
  const first = slash < 0 ? '' : rest.slice(0, slash);
  const hasDomain = /[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first;
  const registry = !hasDomain || first === 'index.docker.io' ? 'docker.io' : first;
  let remote = hasDomain ? rest.slice(slash + 1) : rest;
  if (registry === 'docker.io' && !remote.includes('/')) remote = `library/${remote}`;
  const colon = remote.indexOf(':', remote.lastIndexOf('/'));
  const path = colon < 0 ? remote : remote.slice(0, colon);
  const tag = colon < 0 ? '' : remote.slice(colon + 1);
  if (path.toLowerCase() !== path)
    return { error: `invalid reference format: repository name (${path}) must be lowercase` };
  if (
    !pathPattern.test(path) ||
    !domainPattern.test(registry) ||
    (colon >= 0 && !tagPattern.test(tag)) ||
    (at >= 0 && !digestPattern.test(digest))
  )
    return invalid;
  const repository = `${registry}/${path}`;
  const named = tag || digest ? tag : 'latest';
  return {
    registry,
    repository,
    tag: named,
    digest,
    canonical: repository + (named ? `:${named}` : '') + (digest ? `@${digest}` : ''),
  };
}
