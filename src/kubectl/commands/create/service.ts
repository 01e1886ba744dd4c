import type { Call, Command } from '../../command.ts';
import { fail } from '../../errors.ts';
import type { Run } from '../../types.ts';
import { createFlags, createObject, nameArgument } from './shared.ts';

/** Models: kubectl/pkg/cmd/create/create_service.go. */
function ports(call: Call, nodePort: number): object[] {
  return call.flags.list('tcp').map((text) => {
    const [first, second] = text.split(':') as [string, string?];
    const port = Number(first);
    if (!/^\d+$/.test(first)) fail(`strconv.Atoi: parsing "${first}": invalid syntax`);
    if (port < 1 || port > 65535) fail('must be between 1 and 65535, inclusive');
    const targetPort = second === undefined ? port : /^\d+$/.test(second) ? Number(second) : second;
    return {
      name: text.replaceAll(':', '-'),
      ...(nodePort > 0 ? { nodePort } : {}),
      port,
      protocol: 'TCP',
      targetPort,
    };
  });
}

function* createService(call: Call, type: string, spec: object): Run<number> {
  const name = nameArgument(call);
  return yield* createObject(
    call,
    'services',
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { creationTimestamp: null, labels: { app: name }, name },
      spec: { ...spec, selector: { app: name }, type },
      status: { loadBalancer: {} },
    },
    `failed to create ${type} service: `,
  );
}

const tcp = { name: 'tcp', type: 'slice', help: "Port pairs can be specified as '<port>:<targetPort>'." } as const;

const simple = (name: string, type: string, article: string, extra: string): Command => ({
  name,
  short: `Create ${article} ${type} service`,
  use: `create service ${name} NAME ${extra}[--dry-run=server|client|none]`,
  completes: 'none',
  flags: [
    ...createFlags,
    tcp,
    ...(type === 'ClusterIP'
      ? [
          {
            name: 'clusterip',
            type: 'string',
            help: "Assign your own ClusterIP or set to 'None' for a 'headless' service (no loadbalancing).",
          } as const,
        ]
      : []),
    ...(type === 'NodePort'
      ? [
          {
            name: 'node-port',
            type: 'int',
            help: 'Port used to expose the service on each node in a cluster.',
          } as const,
        ]
      : []),
    ...(type === 'ExternalName'
      ? [{ name: 'external-name', type: 'string', required: true, help: 'External name of service' } as const]
      : []),
  ],
  *run(call) {
    const { flags } = call;
    nameArgument(call);
    const list = ports(call, type === 'NodePort' ? flags.int('node-port') : 0);
    const clusterIP = type === 'ClusterIP' ? flags.text('clusterip') : '';
    if (list.length === 0 && type !== 'ExternalName' && clusterIP !== 'None')
      fail('at least one tcp port specifier must be provided');
    return yield* createService(call, type, {
      ...(clusterIP ? { clusterIP } : {}),
      ...(type === 'ExternalName' ? { externalName: flags.text('external-name') } : {}),
      ...(list.length > 0 ? { ports: list } : {}),
    });
  },
});

export const serviceCommand: Command = {
  name: 'service',
  aliases: ['svc'],
  short: 'Create a service using a specified subcommand',
  use: 'create service [flags]',
  children: [
    simple('clusterip', 'ClusterIP', 'a', '[--tcp=<port>:<targetPort>] '),
    simple('externalname', 'ExternalName', 'an', '--external-name external.name '),
    simple('loadbalancer', 'LoadBalancer', 'a', '[--tcp=port:targetPort] '),
    simple('nodeport', 'NodePort', 'a', '[--tcp=port:targetPort] '),
  ],
};
