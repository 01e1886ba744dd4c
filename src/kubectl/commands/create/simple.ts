import type { Command } from '../../command.ts';
import { fail } from '../../errors.ts';
import { createFlags, createObject, nameArgument } from './shared.ts';

export const deploymentCommand: Command = {
  name: 'deployment',
  aliases: ['deploy'],
  short: 'Create a deployment with the specified name',
  use: 'create deployment NAME --image=image -- [COMMAND] [args...]',
  completes: 'none',
  flags: [
    ...createFlags,
    {
      name: 'image',
      type: 'slice',
      required: true,
      help: 'Image names to run. A deployment can have multiple images set for multi-container pod.',
    },
    { name: 'port', type: 'int', default: '-1', help: 'The containerPort that this deployment exposes.' },
    { name: 'replicas', short: 'r', type: 'int', default: '1', help: 'Number of replicas to create. Default is 1.' },
  ],
  *run(call) {
    const { flags } = call;
    const name = nameArgument(call, call.dash < 0 ? undefined : call.dash);
    const images = flags.list('image');
    const command = call.dash < 0 ? [] : call.args.slice(call.dash);
    if (images.length > 1 && command.length > 0) fail('cannot specify multiple --image options and command');
    const labels = { app: name };
    const port = flags.int('port');
    const containers = images.map((image) => ({
      ...(command.length > 0 ? { command } : {}),
      image,
      name: containerName(image),
      ...(port >= 0 ? { ports: [{ containerPort: port }] } : {}),
      resources: {},
    }));
    return yield* createObject(
      call,
      'deployments',
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { creationTimestamp: null, labels, name },
        spec: {
          replicas: flags.int('replicas'),
          selector: { matchLabels: labels },
          strategy: {},
          template: { metadata: { creationTimestamp: null, labels }, spec: { containers } },
        },
        status: {},
      },
      'failed to create deployment: ',
    );
  },
};

/** `registry.io/team/web:1.2` → `web`. */
function containerName(image: string): string {
  const last = image.slice(image.lastIndexOf('/') + 1);
  return last.replace(/[:@].*$/, '').replaceAll('_', '-');
}

export const namespaceCommand: Command = {
  name: 'namespace',
  aliases: ['ns'],
  short: 'Create a namespace with the specified name',
  use: 'create namespace NAME [--dry-run=server|client|none]',
  completes: 'none',
  flags: createFlags,
  *run(call) {
    const name = nameArgument(call);
    return yield* createObject(call, 'namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { creationTimestamp: null, name },
      spec: {},
      status: {},
    });
  },
};

export const serviceAccountCommand: Command = {
  name: 'serviceaccount',
  aliases: ['sa'],
  short: 'Create a service account with the specified name',
  use: 'create serviceaccount NAME [--dry-run=server|client|none]',
  completes: 'none',
  flags: createFlags,
  *run(call) {
    const name = nameArgument(call);
    return yield* createObject(
      call,
      'serviceaccounts',
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { creationTimestamp: null, name } },
      'failed to create serviceaccount: ',
    );
  },
};
