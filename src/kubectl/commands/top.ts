import { addQuantities, milliValue, value } from '../../api/quantity.ts';
import { formatRequirements, parseLabelSelector } from '../../api/selectors.ts';
import { demand, itemsOf, listAt, mapAt, query, textAt, type Obj } from '../client.ts';
import { allNamespacesFlag, selectorFlag, type Call, type Command } from '../command.ts';
import { fail, usageError } from '../errors.ts';
import { discover } from '../kinds.ts';
import { alignTabs, tableStops } from '../text/tabwriter.ts';
import { print, printError, type Run } from '../types.ts';

type Usage = Readonly<Record<string, string>>;
/** What is measured, in the order of the columns. */
const measured = ['cpu', 'memory'] as const;

const root = '/apis/metrics.k8s.io/v1beta1';
/** A Pod younger than this, in ms, may have no numbers yet. Source: top_pod.go metricsCreationDelay. */
const creationDelayMs = 120_000;

const shared = (what: string): NonNullable<Command['flags']> => [
  { name: 'no-headers', type: 'bool', help: 'If present, print output without headers' },
  selectorFlag,
  {
    name: 'sort-by',
    type: 'string',
    help: `If non-empty, sort ${what} list using specified field. The field can be either 'cpu' or 'memory'.`,
  },
  {
    name: 'use-protocol-buffers',
    type: 'bool',
    default: 'true',
    help: 'Enables using protocol-buffers to access Metrics API.',
  },
];

/** What both commands check before they ask anything. */
function checked({ args, flags, path, command }: Call, only: string, selectors: readonly string[]): void {
  if (args.length > 1) usageError(path, command.use.slice('top '.length));
  const by = flags.text('sort-by');
  if (by !== '' && by !== 'cpu' && by !== 'memory') fail('--sort-by accepts only cpu or memory');
  if (args.length > 0 && selectors.some((name) => flags.text(name) !== ''))
    fail(`only one of NAME or ${only} can be provided`);
}

/** The label selector as it is sent. */
function selectorOf({ flags }: Call): string {
  const text = flags.text('selector');
  const parsed = parseLabelSelector(text);
  return typeof parsed === 'string' ? fail(parsed) : formatRequirements(parsed);
}

/** Whether somebody serves metrics, as discovery tells. */
function* metricsServed({ session }: Call): Run<void> {
  const kinds = yield* discover(session);
  if (!kinds.some(({ group, version }) => group === 'metrics.k8s.io' && version === 'v1beta1'))
    fail('Metrics API not available');
}

function* metricsOf(call: Call, path: string, values: Readonly<Record<string, string>>): Run<Obj[]> {
  const { args, session } = call;
  if (args.length > 0) return [yield* demand(session, { method: 'GET', path: `${path}/${args[0]!}` })];
  return itemsOf(yield* demand(session, { method: 'GET', path, query: query(values) }));
}

const amount = (resource: string, quantity: string): string =>
  resource === 'cpu' ? `${milliValue(quantity)}m` : `${Math.trunc(value(quantity) / (1024 * 1024))}Mi`;

/** CPU and memory of something, and their share of what there is. Models: metrics_printer.go printAllResourceUsages. */
const usageCells = (usage: Usage, available?: Usage): string[] =>
  measured.flatMap((resource) => {
    const quantity = usage[resource] ?? '0';
    const all = milliValue(available?.[resource]);
    const share = all === 0 ? 0 : Math.trunc((milliValue(quantity) / all) * 100);
    return available?.[resource] === undefined
      ? [amount(resource, quantity)]
      : [amount(resource, quantity), `${share}%`];
  });

/** Every cell ends with a tab, the last one too. */
const tableText = (rows: readonly (readonly string[])[]): string =>
  alignTabs(rows.map((cells) => `${cells.map((cell) => `${cell}\t`).join('')}\n`).join(''), tableStops);

const totalOf = (usages: readonly Usage[]): Usage =>
  Object.fromEntries(
    measured.map((resource) => [
      resource,
      usages.reduce((sum, each) => addQuantities(sum, each[resource] ?? '0'), '0'),
    ]),
  );

const nameOf = (object: Obj): string => textAt(object, 'metadata', 'name');
const namespaceOf = (object: Obj): string => textAt(object, 'metadata', 'namespace');
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Most first when a resource is named, else by name. */
const bySize = (by: string, a: Usage, b: Usage, otherwise: number): number =>
  by === 'cpu'
    ? milliValue(b['cpu']) - milliValue(a['cpu'])
    : by === 'memory'
      ? value(b['memory']) - value(a['memory'])
      : otherwise;

/** Models: kubectl/pkg/cmd/top/top_node.go. */
const nodeCommand: Command = {
  name: 'node',
  aliases: ['nodes', 'no'],
  short: 'Display resource (CPU/memory) usage of nodes',
  use: 'top node [NAME | -l label]',
  completes: 'none',
  flags: [
    ...shared('nodes'),
    {
      name: 'show-capacity',
      type: 'bool',
      help: 'Print node resources based on Capacity instead of Allocatable(default) of the nodes.',
    },
  ],
  *run(call) {
    const { args, flags, session } = call;
    checked(call, '--selector', ['selector']);
    const labelSelector = selectorOf(call);
    yield* metricsServed(call);
    const metrics = yield* metricsOf(call, `${root}/nodes`, { labelSelector });
    if (metrics.length === 0) fail('metrics not available yet');
    const nodes =
      args.length > 0
        ? [yield* demand(session, { method: 'GET', path: `/api/v1/nodes/${args[0]!}` })]
        : itemsOf(yield* demand(session, { method: 'GET', path: '/api/v1/nodes', query: query({ labelSelector }) }));
    const field = flags.on('show-capacity') ? 'capacity' : 'allocatable';
    const available = new Map(nodes.map((node) => [nameOf(node), mapAt(node, 'status', field)]));
    const by = flags.text('sort-by');
    const usage = (each: Obj): Usage => mapAt(each, 'usage');
    metrics.sort((a, b) => bySize(by, usage(a), usage(b), compare(nameOf(a), nameOf(b))));
    const rows = metrics.map((each) => [nameOf(each), ...usageCells(usage(each), available.get(nameOf(each)) ?? {})]);
    const silent = [...available.keys()].filter((name) => !metrics.some((each) => nameOf(each) === name));
    const headers = flags.on('no-headers') ? [] : [['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)']];
    const unknown = silent.map((name) => [name, ...Array<string>(4).fill('<unknown>')]);
    yield* print(tableText([...headers, ...rows, ...unknown]));
    return 0;
  },
};

const containersOf = (pod: Obj): { name: string; usage: Usage }[] =>
  listAt(pod, 'containers').map((each) => ({ name: textAt(each, 'name'), usage: mapAt(each, 'usage') }));

/** Why a Pod that is there has no numbers. Models: top_pod.go verifyEmptyMetrics. */
function* whyNone(call: Call, values: Readonly<Record<string, string>>): Run<void> {
  const { flags, session, namespace } = call;
  const all = flags.on('all-namespaces');
  const path = all ? '/api/v1/pods' : `/api/v1/namespaces/${namespace}/pods`;
  const pods = itemsOf(yield* demand(session, { method: 'GET', path, query: query(values) }));
  for (const pod of pods) {
    const ageMs = session.nowMs - Date.parse(textAt(pod, 'metadata', 'creationTimestamp'));
    if (ageMs > creationDelayMs)
      fail(`Metrics not available for pod ${namespaceOf(pod)}/${nameOf(pod)}, age: ${goAge(ageMs)}`);
  }
  if (pods.length > 0) fail('metrics not available yet');
  yield* printError(all ? 'No resources found\n' : `No resources found in ${namespace} namespace.\n`);
}

/** As Go prints a duration. */
function goAge(ms: number): string {
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  return `${hours > 0 ? `${hours}h` : ''}${minutes}m${(ms % 60_000) / 1000}s`;
}

/** Models: kubectl/pkg/cmd/top/top_pod.go. */
const podCommand: Command = {
  name: 'pod',
  aliases: ['pods', 'po'],
  short: 'Display resource (CPU/memory) usage of pods',
  long: "Display resource (CPU/memory) usage of pods.\n\n The 'top pod' command allows you to see the resource consumption of pods.\n\n Due to the metrics pipeline delay, they may be unavailable for a few minutes since pod creation.",
  use: 'top pod [NAME | -l label]',
  completes: 'none',
  flags: [
    ...shared('pods'),
    allNamespacesFlag,
    { name: 'containers', type: 'bool', help: 'If present, print usage of containers within a pod.' },
    {
      name: 'field-selector',
      type: 'string',
      help: "Selector (field query) to filter on, supports '=', '==', and '!='.(e.g. --field-selector key1=value1,key2=value2). The server only supports a limited number of field queries per type.",
    },
    { name: 'sum', type: 'bool', help: 'Print the sum of the resource usage' },
  ],
  *run(call) {
    const { flags, namespace } = call;
    checked(call, 'selector', ['selector', 'field-selector']);
    const values = { labelSelector: selectorOf(call), fieldSelector: flags.text('field-selector') };
    yield* metricsServed(call);
    const everywhere = flags.on('all-namespaces');
    const path = everywhere ? `${root}/pods` : `${root}/namespaces/${namespace}/pods`;
    const metrics = yield* metricsOf(call, path, values);
    if (metrics.length === 0) {
      yield* whyNone(call, values);
      return 0;
    }
    const by = flags.text('sort-by');
    const used = new Map(metrics.map((pod) => [pod, totalOf(containersOf(pod).map(({ usage }) => usage))]));
    metrics.sort((a, b) => {
      const place = everywhere ? compare(namespaceOf(a), namespaceOf(b)) : 0;
      return bySize(by, used.get(a)!, used.get(b)!, place || compare(nameOf(a), nameOf(b)));
    });
    const inside = flags.on('containers');
    const place = (pod: Obj): string[] => (everywhere ? [namespaceOf(pod)] : []);
    const rows = metrics.flatMap((pod) => {
      if (!inside) return [[...place(pod), nameOf(pod), ...usageCells(used.get(pod)!)]];
      return containersOf(pod)
        .sort((a, b) => bySize(by, a.usage, b.usage, compare(a.name, b.name)))
        .map(({ name, usage }) => [...place(pod), nameOf(pod), name, ...usageCells(usage)]);
    });
    const columns = [
      ...(everywhere ? ['NAMESPACE'] : []),
      ...(inside ? ['POD'] : []),
      'NAME',
      'CPU(cores)',
      'MEMORY(bytes)',
    ];
    const table = flags.on('no-headers') ? rows : [columns, ...rows];
    yield* print(
      tableText(
        flags.on('sum') ? [...table, ...sumRows(table[0]!.length, [...used.values()], flags.on('no-headers'))] : table,
      ),
    );
    return 0;
  },
};

/** A line and the total under it. Without headers upstream counts fewer columns. Models: printPodResourcesSum. */
function sumRows(columns: number, usages: readonly Usage[], bare: boolean): string[][] {
  const width = bare ? 3 : columns;
  const blank = (count: number): string[] => Array<string>(Math.max(0, count)).fill('');
  return [
    [...blank(width - 2), '________', '________'],
    [...blank(width - 3), '', ...usageCells(totalOf(usages))],
  ];
}

export const topCommand: Command = {
  name: 'top',
  short: 'Display resource (CPU/memory) usage',
  long: 'Display resource (CPU/memory) usage.\n\n The top command allows you to see the resource consumption for nodes or pods.\n\n This command requires Metrics Server to be correctly configured and working on the server.',
  use: 'top [flags]',
  children: [nodeCommand, podCommand],
};
