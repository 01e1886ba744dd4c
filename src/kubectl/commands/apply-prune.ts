import { attempt, itemsOf, listAll, pathOf, query } from '../client.ts';
import type { Call } from '../command.ts';
import { bareText, fail, failWith } from '../errors.ts';
import type { Info } from '../infos.ts';
import { builtInKinds, findKindOf, type Kind } from '../kinds.ts';
import { dryRunOf, resultPrinter } from '../print/output.ts';
import { print, type Run } from '../types.ts';
import { lastApplied } from './apply-server.ts';

/** What is pruned where no list is given. Source: kubectl/pkg/util/prune defaultNamespaced, defaultNonNamespaced. */
const usual = [
  '/v1/ConfigMap',
  '/v1/Endpoints',
  '/v1/PersistentVolumeClaim',
  '/v1/Pod',
  '/v1/ReplicationController',
  '/v1/Secret',
  '/v1/Service',
  'batch/v1/Job',
  'batch/v1/CronJob',
  'networking.k8s.io/v1/Ingress',
  'apps/v1/DaemonSet',
  'apps/v1/Deployment',
  'apps/v1/ReplicaSet',
  'apps/v1/StatefulSet',
  '/v1/Namespace',
  '/v1/PersistentVolume',
];

/** The kinds pruning looks at. Models: prune.ParseResources. */
export function* prunedKinds(call: Call): Run<Kind[]> {
  const wanted = call.flags.list('prune-allowlist');
  const out: Kind[] = [];
  for (const text of wanted.length > 0 ? wanted : usual) {
    const parts = text.split('/');
    if (parts.length !== 3) fail(`invalid GroupVersionKind format: ${text}, please follow <group/version/kind>`);
    const [group, version, name] = parts as [string, string, string];
    const apiVersion = group === '' || group === 'core' ? version : `${group}/${version}`;
    const kind =
      (yield* findKindOf(call.session, apiVersion, name)) ??
      builtInKinds().find((k) => k.kind === name && k.version === version);
    if (!kind) return fail(`no matches for kind "${name}" in version "${apiVersion}"`);
    out.push(kind);
  }
  return out;
}

/**
 * Deletes what an earlier apply made and this one does not name. Models: kubectl/pkg/cmd/apply/prune.go.
 * Left out: the log line about kinds without a namespace.
 */
export function* prune(
  call: Call,
  kinds: readonly Kind[],
  applied: readonly Info[],
  uids: ReadonlySet<string>,
): Run<void> {
  const { flags, session } = call;
  const dryRun = dryRunOf(flags);
  const say = resultPrinter(flags, session.files, dryRun);
  const namespaces = [...new Set(applied.map((info) => info.namespace).filter((n) => n !== ''))];
  for (const kind of kinds)
    for (const namespace of kind.namespaced ? namespaces : ['']) {
      const listed = yield* listAll(session, pathOf(kind, namespace), { labelSelector: flags.text('selector') });
      if ('problem' in listed) {
        fail(`error retrieving ${kind.plural}: ${bareText(listed.problem)}`);
        continue;
      }
      for (const object of itemsOf(listed.body)) {
        const { metadata } = object;
        if (metadata?.annotations?.[lastApplied] === undefined || uids.has(metadata.uid ?? '')) continue;
        if (dryRun !== 'client') {
          const gone = yield* attempt(session, {
            method: 'DELETE',
            path: pathOf(kind, namespace, metadata.name ?? ''),
            query: query({ dryRun: dryRun === 'server' ? 'All' : undefined }),
            headers: { 'content-type': 'application/json' },
            body: { propagationPolicy: 'Background' },
          });
          if ('problem' in gone) failWith(gone.problem);
        }
        yield* print(say(object, 'pruned'));
      }
    }
}
