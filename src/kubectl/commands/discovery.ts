import { demand, textAt } from '../client.ts';
import type { Command } from '../command.ts';
import { fail, usageError } from '../errors.ts';
import { apiVersionOf, discover, type Kind } from '../kinds.ts';
import { byBytes } from '../text/go.ts';
import { alignTabs, tableStops } from '../text/tabwriter.ts';
import { print, type JsonObject } from '../types.ts';
import { toYaml } from '../yaml/emit.ts';

/** Models: kubectl/pkg/cmd/apiresources/apiresources.go. */
export const apiResourcesCommand: Command = {
  name: 'api-resources',
  short: 'Print the supported API resources on the server',
  use: 'api-resources [flags]',
  completes: 'none',
  flags: [
    { name: 'api-group', type: 'string', help: 'Limit to resources in the specified API group.' },
    { name: 'cached', type: 'bool', help: 'Use the cached list of resources if available.' },
    { name: 'categories', type: 'slice', help: 'Limit to resources that belong to the specified categories.' },
    {
      name: 'namespaced',
      type: 'bool',
      default: 'true',
      help: 'If false, non-namespaced resources will be returned, otherwise returning namespaced resources by default.',
    },
    {
      name: 'no-headers',
      type: 'bool',
      help: "When using the default or custom-column output format, don't print headers (default print headers).",
    },
    { name: 'output', short: 'o', type: 'string', help: 'Output format. One of: (wide, name).' },
    {
      name: 'sort-by',
      type: 'string',
      help: "If non-empty, sort list of resources using specified field. The field can be either 'name' or 'kind'.",
    },
    { name: 'verbs', type: 'slice', help: 'Limit to resources that support the specified verbs.' },
  ],
  *run(call) {
    const { args, flags, session } = call;
    if (args.length > 0) usageError(call.path, `unexpected arguments: [${args.join(' ')}]`);
    const output = flags.text('output');
    if (!['', 'wide', 'name'].includes(output)) fail(`--output ${output} is not available`);
    const sortBy = flags.text('sort-by');
    if (!['', 'name', 'kind'].includes(sortBy)) fail('--sort-by accepts only name or kind');
    const wanted = (kind: Kind): boolean =>
      (!flags.changed('api-group') || kind.group === flags.text('api-group')) &&
      (!flags.changed('namespaced') || kind.namespaced === flags.on('namespaced')) &&
      flags.list('verbs').every((verb) => kind.verbs.includes(verb)) &&
      flags.list('categories').every((category) => kind.categories.includes(category)) &&
      kind.verbs.length > 0;
    // Of a resource in several versions only the preferred one, which comes first.
    const seen = new Set<string>();
    const preferred = (kind: Kind): boolean =>
      !seen.has(`${kind.group}/${kind.plural}`) && seen.add(`${kind.group}/${kind.plural}`).size > 0;
    const kinds = (yield* discover(session)).filter((kind) => preferred(kind) && wanted(kind));
    const key = (k: Kind): string => (sortBy === 'kind' ? k.kind : k.plural);
    kinds.sort((a, b) => (sortBy === '' ? byBytes(a.group, b.group) : 0) || byBytes(key(a), key(b)));
    if (output === 'name') {
      yield* print(kinds.map((k) => `${k.plural}${k.group ? `.${k.group}` : ''}\n`).join(''));
      return 0;
    }
    const wide = output === 'wide';
    const head = flags.on('no-headers')
      ? ''
      : `NAME\tSHORTNAMES\tAPIVERSION\tNAMESPACED\tKIND${wide ? '\tVERBS\tCATEGORIES' : ''}\n`;
    const rows = kinds.map(
      (k) =>
        `${k.plural}\t${k.shortNames.join(',')}\t${apiVersionOf(k)}\t${k.namespaced}\t${k.kind}${wide ? `\t${[...k.verbs].sort().join(',')}\t${k.categories.join(',')}` : ''}\n`,
    );
    yield* print(alignTabs(head + rows.join(''), tableStops));
    return 0;
  },
};

/** Models: apiversions.go. */
export const apiVersionsCommand: Command = {
  name: 'api-versions',
  short: 'Print the supported API versions on the server, in the form of "group/version"',
  use: 'api-versions',
  completes: 'none',
  *run(call) {
    if (call.args.length > 0) usageError(call.path, `unexpected arguments: [${call.args.join(' ')}]`);
    const kinds = yield* discover(call.session);
    yield* print(
      [...new Set(kinds.map(apiVersionOf))]
        .sort(byBytes)
        .map((v) => `${v}\n`)
        .join(''),
    );
    return 0;
  },
};

const clientVersion = {
  major: '1',
  minor: '33',
  gitVersion: 'v1.33.1',
  gitCommit: '8adc0f041b8e7ad1d30e29cc59c6ae7a15e19828',
  gitTreeState: 'clean',
  buildDate: '2025-05-15T08:27:33Z',
  goVersion: 'go1.24.2',
  compiler: 'gc',
  platform: 'linux/amd64',
};
const kustomizeVersion = 'v5.6.0';

/** Models: version.go. */
export const versionCommand: Command = {
  name: 'version',
  short: 'Print the client and server version information',
  use: 'version [flags]',
  completes: 'none',
  flags: [
    { name: 'client', type: 'bool', help: 'If true, shows client version only (no server required).' },
    { name: 'output', short: 'o', type: 'string', help: "One of 'yaml' or 'json'." },
  ],
  *run(call) {
    const { flags, session, args } = call;
    if (args.length > 0) fail(`extra arguments: [${args.join(' ')}]`);
    const output = flags.text('output');
    if (!['', 'yaml', 'json'].includes(output)) fail("--output must be 'yaml' or 'json'");
    if (output === '')
      yield* print(`Client Version: ${clientVersion.gitVersion}\nKustomize Version: ${kustomizeVersion}\n`);
    let serverVersion: JsonObject | undefined;
    if (!flags.on('client')) {
      const body = yield* demand(session, { method: 'GET', path: '/version', query: { timeout: '32s' } });
      serverVersion = body as JsonObject;
    }
    if (output === '') {
      if (serverVersion) yield* print(`Server Version: ${textAt(serverVersion, 'gitVersion')}\n`);
      return 0;
    }
    const all = { clientVersion, kustomizeVersion, ...(serverVersion ? { serverVersion } : {}) };
    // In the order of upstream's struct, which sorted JSON would lose.
    yield* print(output === 'yaml' ? `${toYaml(all)}\n` : `${JSON.stringify(all, undefined, 2)}\n`);
    return 0;
  },
};
