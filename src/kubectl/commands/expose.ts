import { at, attempt, listAt, mapAt, pathOf, query, textAt, type Obj } from '../client.ts';
import { fieldManagerFlag, fileFlags, recordFlag, type Call, type Command } from '../command.ts';
import { aggregate, fail, failWith, type Problem } from '../errors.ts';
import { builtInKinds, kindByWord, type Kind } from '../kinds.ts';
import { dryRunFlag, dryRunOf, printFlags, resultPrinter } from '../print/output.ts';
import { print } from '../types.ts';
import { withSavedConfig } from './last-applied.ts';
import { recorded } from '../record.ts';
import { overrideFlags, withOverrides } from './overrides.ts';
import { targets } from './shared.ts';

/** Models: kubectl/pkg/cmd/expose/expose.go. */
export const exposeCommand: Command = {
  name: 'expose',
  short: 'Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service',
  use: 'expose (-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type]',
  completes: 'deployments',
  flags: [
    ...printFlags,
    ...fileFlags,
    ...overrideFlags,
    dryRunFlag,
    fieldManagerFlag('kubectl-expose'),
    recordFlag,
    {
      name: 'cluster-ip',
      type: 'string',
      help: "ClusterIP to be assigned to the service. Leave empty to auto-allocate, or set to 'None' to create a headless service.",
    },
    {
      name: 'external-ip',
      type: 'string',
      help: 'Additional external IP address (not managed by Kubernetes) to accept for the service.',
    },
    { name: 'labels', short: 'l', type: 'string', help: 'Labels to apply to the service created by this call.' },
    {
      name: 'load-balancer-ip',
      type: 'string',
      help: 'IP to assign to the LoadBalancer. If empty, an ephemeral IP will be created and used (cloud-provider specific).',
    },
    { name: 'name', type: 'string', help: 'The name for the newly created object.' },
    {
      name: 'port',
      type: 'string',
      help: 'The port that the service should serve on. Copied from the resource being exposed, if unspecified',
    },
    { name: 'protocol', type: 'string', help: "The network protocol for the service to be created. Default is 'TCP'." },
    {
      name: 'save-config',
      type: 'bool',
      help: 'If true, the configuration of current object will be saved in its annotation.',
    },
    {
      name: 'selector',
      type: 'string',
      help: 'A label selector to use for this service. Only equality-based selector requirements are supported. If empty (the default) infer the selector from the replication controller or replica set.)',
    },
    {
      name: 'session-affinity',
      type: 'string',
      help: "If non-empty, set the session affinity for the service to this; legal values: 'None', 'ClientIP'",
    },
    {
      name: 'target-port',
      type: 'string',
      help: 'Name or number for the port on the container that the service should direct traffic to. Optional.',
    },
    {
      name: 'type',
      type: 'string',
      help: "Type for this service: ClusterIP, NodePort, LoadBalancer, or ExternalName. Default is 'ClusterIP'.",
    },
  ],
  *run(call) {
    const { flags, session } = call;
    const dryRun = dryRunOf(flags);
    const say = resultPrinter(flags, session.files, dryRun, true);
    const found = yield* targets(call, { labelSelector: '' });
    const services = kindByWord(builtInKinds(), 'services');
    const problems: Problem[] = [...found.problems];
    for (const info of found.infos) {
      const service = recorded(call, withOverrides(flags, serviceFor(call, info.object!, info.kind)));
      const body = flags.on('save-config') ? withSavedConfig(service) : service;
      if (dryRun === 'client' || !services) {
        yield* print(say(body, 'exposed'));
        continue;
      }
      const created = yield* attempt(session, {
        method: 'POST',
        path: pathOf(services, call.namespace),
        query: query({ fieldManager: flags.text('field-manager'), dryRun: dryRun === 'server' ? 'All' : undefined }),
        headers: { 'content-type': 'application/json' },
        body,
      });
      if ('problem' in created) problems.push(created.problem);
      else yield* print(say(created.body, 'exposed'));
    }
    if (problems.length > 0) failWith(aggregate(problems));
    return 0;
  },
};

const exposable = new Set(['Service', 'Pod', 'ReplicationController', 'Deployment', 'ReplicaSet']);

function serviceFor(call: Call, object: Obj, kind: Kind): Obj {
  const { flags } = call;
  if (!exposable.has(kind.kind)) fail(`cannot expose a ${kind.kind}${kind.group ? `.${kind.group}` : ''}`);
  const name = (flags.text('name') || (object.metadata?.name ?? '')).slice(0, 63);
  const selector = flags.text('selector') ? pairs(flags.text('selector'), 'selector') : selectorOf(object, kind);
  const found = portsOf(object);
  const given = flags.text('port');
  if (given === '' && found.length === 0) fail("couldn't find port via --port flag or introspection");
  const protocolOf = (port: string): string =>
    flags.text('protocol') || found.find((p) => p.port === port)?.protocol || 'TCP';
  const numbers = given !== '' ? given.split(',') : found.map((p) => p.port);
  const target = flags.text('target-port');
  const ports = numbers.map((text, i) => {
    if (!/^-?\d+$/.test(text)) fail(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
    const port = Number(text);
    const targetPort = target === '' ? port : /^\d+$/.test(target) ? Number(target) : target;
    return { ...(numbers.length > 1 ? { name: `port-${i + 1}` } : {}), port, protocol: protocolOf(text), targetPort };
  });
  const labels = flags.text('labels') ? pairs(flags.text('labels'), 'label') : object.metadata?.labels;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      creationTimestamp: null,
      ...(labels && Object.keys(labels).length > 0 ? { labels } : {}),
      name,
      ...(call.namespaceIsFixed ? { namespace: call.namespace } : {}),
    },
    spec: {
      ...(flags.text('cluster-ip') ? { clusterIP: flags.text('cluster-ip') } : {}),
      ...(flags.text('external-ip') ? { externalIPs: [flags.text('external-ip')] } : {}),
      ...(flags.text('load-balancer-ip') ? { loadBalancerIP: flags.text('load-balancer-ip') } : {}),
      ports,
      selector,
      ...(flags.text('session-affinity') ? { sessionAffinity: flags.text('session-affinity') } : {}),
      ...(flags.text('type') ? { type: flags.text('type') } : {}),
    },
    status: { loadBalancer: {} },
  };
}

function pairs(text: string, what: string): Record<string, string> {
  const out: Record<string, string> = {};
  for (const pair of text.split(',')) {
    const equals = pair.indexOf('=');
    if (equals < 1) fail(`unexpected ${what} spec: ${pair}`);
    out[pair.slice(0, equals)] = pair.slice(equals + 1);
  }
  return out;
}

const noSelector = "couldn't retrieve selectors via --selector flag or introspection: ";

/** Models: polymorphichelpers MapBasedSelectorForObject. */
function selectorOf(object: Obj, kind: Kind): Readonly<Record<string, string>> {
  if (kind.kind === 'Pod') {
    const labels = object.metadata?.labels ?? {};
    return Object.keys(labels).length === 0 ? fail(`${noSelector}the pod has no labels and cannot be exposed`) : labels;
  }
  if (kind.kind === 'Service' || kind.kind === 'ReplicationController') {
    const map = mapAt(object, 'spec', 'selector');
    return Object.keys(map).length === 0 ? fail(`${noSelector}the service has no pod selector set`) : map;
  }
  if (listAt(object, 'spec', 'selector', 'matchExpressions').length > 0)
    fail('couldn\'t convert expressions - "[{...}]" to map-based selector format');
  return mapAt(object, 'spec', 'selector', 'matchLabels');
}

/** Models: polymorphichelpers ProtocolsForObject, PortsForObject. */
function portsOf(object: Obj): { port: string; protocol: string }[] {
  if (object.kind === 'Service')
    return listAt(object, 'spec', 'ports').map((p) => ({ port: textAt(p, 'port'), protocol: textAt(p, 'protocol') }));
  const spec = object.kind === 'Pod' ? object['spec'] : at(object, 'spec', 'template', 'spec');
  return listAt(spec, 'containers').flatMap((c) =>
    listAt(c, 'ports').map((p) => ({ port: textAt(p, 'containerPort'), protocol: textAt(p, 'protocol') })),
  );
}
