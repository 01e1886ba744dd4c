import { formatSelector } from '../../api/selectors.ts';
import type { LabelSelector } from '../../api/types.ts';
import { at, demand, itemsOf, listAt, mapAt, pathOf, query, textAt, type Obj } from '../client.ts';
import type { Call } from '../command.ts';
import { fail, failWith, plain } from '../errors.ts';
import { findKind } from '../kinds.ts';
import { quote } from '../text/go.ts';
import { printError, type Run } from '../types.ts';

/** Pods a workload or a Service selects. */
export function selectorOf(object: Obj): string | undefined {
  if (object.kind === 'Service' || object.kind === 'ReplicationController') {
    const map = mapAt(object, 'spec', 'selector');
    return Object.keys(map).length === 0
      ? undefined
      : Object.entries(map)
          .map(([key, value]) => `${key}=${value}`)
          .join(',');
  }
  const selector = at(object, 'spec', 'selector') as LabelSelector | undefined;
  return selector ? formatSelector(selector) : undefined;
}

export const namesOf = (pod: Obj, key: string): string[] => listAt(pod, 'spec', key).map((c) => textAt(c, 'name'));

/** `main, side, setup (init)`. */
const allNames = (pod: Obj): string =>
  [...namesOf(pod, 'containers'), ...namesOf(pod, 'initContainers').map((n) => `${n} (init)`)].join(', ');

/** The container a command means when none is named; told when there was a choice. Models: podcmd.FindOrDefaultContainerByName. */
export function* containerOf(pod: Obj): Run<string> {
  const [containers, inits] = [namesOf(pod, 'containers'), namesOf(pod, 'initContainers')];
  const podName = pod.metadata?.name ?? '';
  const annotated = pod.metadata?.annotations?.['kubectl.kubernetes.io/default-container'];
  if (annotated !== undefined && [...containers, ...inits].includes(annotated)) return annotated;
  if (annotated !== undefined)
    yield* printError(`Default container name ${quote(annotated)} not found in pod ${podName}\n`);
  if (containers.length + inits.length > 1)
    yield* printError(`Defaulted container ${quote(containers[0] ?? '')} out of: ${allNames(pod)}\n`);
  return containers[0] ?? '';
}

/** The Pod a command means: named, or one of a workload's. Models: polymorphichelpers AttachablePodForObject. */
export function* podOf(call: Call, target: string): Run<Obj> {
  const { session, namespace } = call;
  const [type, name] = target.includes('/') ? (target.split('/') as [string, string]) : ['pods', target];
  const kind = (yield* findKind(session, type)) ?? fail(`the server doesn't have a resource type ${quote(type)}`);
  const object = yield* demand(session, { method: 'GET', path: pathOf(kind, namespace, name) });
  if (kind.kind === 'Pod') return object;
  const selector = selectorOf(object) ?? failWith(plain(`cannot attach to ${type}: selector could not be found`));
  const list = yield* demand(session, {
    method: 'GET',
    path: `/api/v1/namespaces/${namespace}/pods`,
    query: query({ labelSelector: selector }),
  });
  const pods = itemsOf(list);
  return (
    pods.find((p) => textAt(p, 'status', 'phase') === 'Running') ??
    pods[0] ??
    fail('timed out waiting for the condition')
  );
}
