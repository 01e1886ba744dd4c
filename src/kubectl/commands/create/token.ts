import { attempt, textAt, type Obj } from '../../client.ts';
import type { Command } from '../../command.ts';
import { bareText, fail } from '../../errors.ts';
import { printerOf, printFlags } from '../../print/output.ts';
import { print } from '../../types.ts';
import { nameArgument } from './shared.ts';

/** API version of the kinds a token can be bound to. */
const boundKinds: Readonly<Record<string, string>> = { Node: 'v1', Pod: 'v1', Secret: 'v1' };

/** Models: kubectl/pkg/cmd/create/create_token.go. */
export const tokenCommand: Command = {
  name: 'token',
  short: 'Request a service account token',
  use: 'create token SERVICE_ACCOUNT_NAME',
  completes: 'none',
  flags: [
    ...printFlags,
    {
      name: 'audience',
      type: 'array',
      help: 'Audience of the requested token. If unset, defaults to requesting a token for use with the Kubernetes API server. May be repeated to request a token valid for multiple audiences.',
    },
    {
      name: 'bound-object-kind',
      type: 'string',
      help: 'Kind of an object to bind the token to. Supported kinds are Node, Pod, Secret. If set, --bound-object-name must be provided.',
    },
    {
      name: 'bound-object-name',
      type: 'string',
      help: 'Name of an object to bind the token to. The token will expire when the object is deleted. Requires --bound-object-kind.',
    },
    {
      name: 'bound-object-uid',
      type: 'string',
      help: 'UID of an object to bind the token to. Requires --bound-object-kind and --bound-object-name. If unset, the UID of the existing object is used.',
    },
    {
      name: 'duration',
      type: 'duration',
      help: 'Requested lifetime of the issued token. If not set or if set to 0, the lifetime will be determined by the server automatically. The server may return a token with a longer or shorter lifetime.',
    },
  ],
  *run(call) {
    const { flags, session } = call;
    const name = nameArgument(call);
    const durationMs = flags.duration('duration');
    if (durationMs < 0) fail('--duration must be greater than or equal to 0');
    if (durationMs % 1000 !== 0) fail('--duration cannot be expressed in units less than seconds');
    for (const audience of flags.list('audience')) if (audience === '') fail('--audience must not be an empty string');
    const [kind, boundName, uid] = ['kind', 'name', 'uid'].map((part) => flags.text(`bound-object-${part}`)) as [
      string,
      string,
      string,
    ];
    if (kind === '') {
      if (boundName !== '') fail('--bound-object-name can only be set if --bound-object-kind is provided');
      if (uid !== '') fail('--bound-object-uid can only be set if --bound-object-kind is provided');
    } else {
      if (!boundKinds[kind])
        fail(`supported --bound-object-kind values are ${Object.keys(boundKinds).sort().join(', ')}`);
      if (boundName === '') fail('--bound-object-name is required if --bound-object-kind is provided');
    }
    const made = yield* attempt(session, {
      method: 'POST',
      path: `/api/v1/namespaces/${call.namespace}/serviceaccounts/${encodeURIComponent(name)}/token`,
      headers: { 'content-type': 'application/json' },
      body: {
        kind: 'TokenRequest',
        apiVersion: 'authentication.k8s.io/v1',
        metadata: { creationTimestamp: null },
        spec: {
          audiences: flags.list('audience').length > 0 ? flags.list('audience') : null,
          expirationSeconds: durationMs > 0 ? durationMs / 1000 : null,
          boundObjectRef:
            kind === ''
              ? null
              : { kind, apiVersion: boundKinds[kind], name: boundName, ...(uid === '' ? {} : { uid }) },
        },
        status: { token: '', expirationTimestamp: null },
      },
    });
    if ('problem' in made) return fail(`failed to create token: ${bareText(made.problem)}`);
    const token = textAt(made.body, 'status', 'token');
    if (token === '') return fail('failed to create token: no token in server response');
    const printer = printerOf(flags, session.files, false, true);
    yield* print(printer ? printer(made.body as Obj) : token);
    return 0;
  },
};
