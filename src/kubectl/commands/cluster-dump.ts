import { attempt, itemsOf, listAll, listAt, query, send, succeeded, textAt, type Obj } from '../client.ts';
import { allNamespacesFlag, type Call, type Command } from '../command.ts';
import { fail, failWith } from '../errors.ts';
import { printerOf, printFlags } from '../print/output.ts';
import { print, type Run } from '../types.ts';

/** Lists that are written of each namespace, under the names of their files. */
const perNamespace = [
  ['events', '/api/v1', 'events'],
  ['replication-controllers', '/api/v1', 'replicationcontrollers'],
  ['services', '/api/v1', 'services'],
  ['daemonsets', '/apis/apps/v1', 'daemonsets'],
  ['deployments', '/apis/apps/v1', 'deployments'],
  ['replicasets', '/apis/apps/v1', 'replicasets'],
  ['pods', '/api/v1', 'pods'],
] as const;

/** A list as Go's typed client holds it: every item says its kind. */
function* typedList(call: Call, path: string): Run<Obj> {
  const listed = yield* listAll(call.session, path, {});
  if ('problem' in listed) return failWith(listed.problem);
  const { resourceVersion = '' } = listed.body.metadata ?? {};
  const items = itemsOf(listed.body);
  return {
    apiVersion: listed.body.apiVersion ?? 'v1',
    items: items.length > 0 ? items : [],
    kind: listed.body.kind ?? '',
    metadata: { resourceVersion },
  };
}

function* logOf(call: Call, pod: Obj, container: string): Run<string> {
  const { response } = yield* send(call.session, {
    method: 'GET',
    path: `/api/v1/namespaces/${pod.metadata?.namespace ?? ''}/pods/${pod.metadata?.name ?? ''}/log`,
    query: query({ container }),
    headers: { accept: 'application/json, */*' },
  });
  // Upstream's raw request keeps none of the server's words.
  if (!succeeded(response))
    return `Request log error: the server rejected our request for an unknown reason (get pods ${pod.metadata?.name ?? ''})\n`;
  return typeof response.body === 'string' ? response.body : '';
}

/** Models: kubectl/pkg/cmd/clusterinfo/clusterinfo_dump.go. */
export const dumpCommand: Command = {
  name: 'dump',
  short: 'Dump relevant information for debugging and diagnosis',
  use: 'cluster-info dump [flags]',
  completes: 'none',
  flags: [
    ...printFlags.map((f) => (f.name === 'output' ? { ...f, default: 'json' } : f)),
    { ...allNamespacesFlag, help: 'If true, dump all namespaces.  If true, --namespaces is ignored.' },
    { name: 'namespaces', type: 'slice', help: 'A comma separated list of namespaces to dump.' },
    {
      name: 'output-directory',
      type: 'string',
      help: "Where to output the files.  If empty or '-' uses stdout, otherwise creates a directory hierarchy in that directory",
    },
    {
      name: 'pod-running-timeout',
      type: 'duration',
      default: '20s',
      help: 'The length of time (like 5s, 2m, or 3h, higher than zero) to wait until at least one pod is running',
    },
  ],
  *run(call) {
    const { flags, session } = call;
    const format = flags.text('output');
    const printer = printerOf(flags, session.files, false, true)!;
    const folder = flags.text('output-directory');
    const ending = format === 'json' || format === 'yaml' ? `.${format}` : '.txt';
    const put = function* (name: string, text: string): Run<void> {
      if (folder === '' || folder === '-') yield* print(text);
      else {
        const file = `${folder.replace(/\/+$/, '')}/${name}`;
        (session.files as Record<string, string>)[file] = text;
        yield { type: 'write', file, text };
      }
    };
    const write = function* (name: string, list: Obj): Run<void> {
      if (format === 'name') fail(`list types are not supported by name printing: *v1.${list.kind ?? ''}`);
      // Each list is printed as a document of its own.
      yield* put(name + ending, printer(list).replace(/^---\n/, folder === '' ? '---\n' : ''));
    };
    yield* write('nodes', yield* typedList(call, '/api/v1/nodes'));
    let namespaces = flags.list('namespaces');
    if (flags.on('all-namespaces')) {
      const all = yield* attempt(session, { method: 'GET', path: '/api/v1/namespaces' });
      if ('problem' in all) return failWith(all.problem);
      namespaces = itemsOf(all.body).map((n) => n.metadata?.name ?? '');
    } else if (namespaces.length === 0) namespaces = ['kube-system', call.namespace];
    for (const namespace of namespaces) {
      let pods: readonly Obj[] = [];
      for (const [name, version, plural] of perNamespace) {
        const list = yield* typedList(call, `${version}/namespaces/${namespace}/${plural}`);
        if (plural === 'pods') pods = list['items'] as Obj[];
        yield* write(`${namespace}/${name}`, list);
      }
      for (const pod of pods) {
        const id = `${pod.metadata?.namespace ?? ''}/${pod.metadata?.name ?? ''}`;
        let text = '';
        for (const c of [...listAt(pod, 'spec', 'initContainers'), ...listAt(pod, 'spec', 'containers')]) {
          const name = textAt(c, 'name');
          text += `==== START logs for container ${name} of pod ${id} ====\n`;
          text += yield* logOf(call, pod, name);
          text += `==== END logs for container ${name} of pod ${id} ====\n`;
        }
        yield* put(`${id}/logs.txt`, text);
      }
    }
    if (folder !== '' && folder !== '-') yield* print(`Cluster info dumped to ${folder}\n`);
    return 0;
  },
};
