import type { PersistentVolume, Pod } from '../../../api/types.ts';
import { claimsUsed } from '../../storage/claims.ts';
import { cachedIn } from '../cache/cache.ts';
import type { ApiServerState, Decision, RequestInfo, User } from '../state.ts';

const allowed: Decision = Object.freeze({ allowed: true, reason: '' });
const no = (reason: string): Decision => ({ allowed: false, reason });

interface NodeRule {
  readonly group: string;
  readonly subresource: string;
  readonly verbs: readonly string[];
}
const rule = (group: string, subresource: string, verbs: readonly string[]): NodeRule => ({
  group,
  subresource,
  verbs,
});

/** Verbs every kubelet has on resources that are not about one node, by plural. Source: bootstrappolicy NodeRules. */
const rules: ReadonlyMap<string, readonly NodeRule[]> = new Map<string, readonly NodeRule[]>([
  ['services', [rule('', '', ['get', 'list', 'watch'])]],
  [
    'nodes',
    [
      rule('', '', ['create', 'get', 'list', 'watch', 'update', 'patch']),
      rule('', 'status', ['update', 'patch', 'get']),
    ],
  ],
  ['events', [rule('', '', ['create', 'update', 'patch']), rule('events.k8s.io', '', ['create', 'update', 'patch'])]],
  [
    'pods',
    [
      rule('', '', ['get', 'list', 'watch', 'create', 'delete']),
      rule('', 'status', ['update', 'patch', 'get']),
      rule('', 'eviction', ['create']),
    ],
  ],
  ['endpointslices', [rule('discovery.k8s.io', '', ['get', 'list', 'watch'])]],
  ['endpoints', [rule('', '', ['get'])]],
  ['leases', [rule('coordination.k8s.io', '', ['get', 'create', 'update', 'patch', 'delete'])]],
  ['csinodes', [rule('storage.k8s.io', '', ['get', 'create', 'update', 'patch', 'delete'])]],
  ['csidrivers', [rule('storage.k8s.io', '', ['get', 'list', 'watch'])]],
  ['volumeattachments', [rule('storage.k8s.io', '', ['get'])]],
  ['runtimeclasses', [rule('node.k8s.io', '', ['get', 'list', 'watch'])]],
  ['tokenreviews', [rule('authentication.k8s.io', '', ['create'])]],
  ['subjectaccessreviews', [rule('authorization.k8s.io', '', ['create'])]],
  ['serviceaccounts', [rule('', 'token', ['create'])]],
  ['certificatesigningrequests', [rule('certificates.k8s.io', '', ['create', 'get', 'list', 'watch'])]],
]);

const noRules: readonly NodeRule[] = Object.freeze([]);

/**
 * What a kubelet may do: its own Node and Lease, and the Secrets, ConfigMaps and Pods of what runs on it.
 * Models: plugin/pkg/auth/authorizer/node/node_authorizer.go, bootstrappolicy NodeRules. Left out: resource slices, the limit of lists to selected objects.
 */
export function authorizeNode(state: ApiServerState, user: User, info: RequestInfo): Decision | undefined {
  const { node } = user;
  if (node === undefined || !info.isResource) return undefined;
  const { group, plural, subresource, verb } = info;
  if (group === '' && (plural === 'secrets' || plural === 'configmaps')) return authorizeReferenced(state, node, info);
  if (group === '' && (plural === 'persistentvolumeclaims' || plural === 'persistentvolumes'))
    return authorizeStorage(state, node, info);
  if (group === 'coordination.k8s.io' && plural === 'leases') {
    if (info.namespace !== 'kube-node-lease')
      return no(`can only access leases in the "kube-node-lease" system namespace`);
    if (verb !== 'create' && info.name !== node)
      return no('can only access node lease with the same name as the requesting node');
  }
  if (
    group === '' &&
    plural === 'nodes' &&
    verb !== 'create' &&
    verb !== 'list' &&
    verb !== 'watch' &&
    info.name !== node
  ) {
    return no(`node '${node}' cannot ${verb === 'get' ? 'read' : verb} '${info.name}', only its own Node object`);
  }
  const about = rules.get(plural) ?? noRules;
  for (let i = 0; i < about.length; i++) {
    const known = about[i]!;
    if (known.group === group && known.subresource === subresource)
      return known.verbs.includes(verb) ? allowed : undefined;
  }
  return undefined;
}

function authorizeReferenced(
  state: ApiServerState,
  node: string,
  { plural, namespace, name, verb }: RequestInfo,
): Decision {
  if (verb !== 'get' && verb !== 'list' && verb !== 'watch') return no(`can only read resources of this type`);
  // Static knowledge every Pod needs: the cluster's CA bundle.
  for (const pod of state.caches.get('pods')?.byNode.get(node)?.values() ?? []) {
    if (pod.metadata.namespace === namespace && refersTo(pod as Pod, plural, name)) return allowed;
  }
  return no(`no relationship found between node '${node}' and this object`);
}

/** Claims of the node's Pods, and the volumes those are bound to. */
function authorizeStorage(
  state: ApiServerState,
  node: string,
  { plural, namespace, name, verb, subresource }: RequestInfo,
): Decision {
  if (verb !== 'get' && !(subresource === 'status' && plural === 'persistentvolumeclaims'))
    return no('can only get individual resources of this type');
  const claim =
    plural === 'persistentvolumeclaims'
      ? { namespace, name }
      : (cachedIn(state, 'persistentvolumes', '', name) as PersistentVolume | undefined)?.spec.claimRef;
  for (const pod of state.caches.get('pods')?.byNode.get(node)?.values() ?? [])
    if (pod.metadata.namespace === claim?.namespace && claimsUsed(pod as Pod).some((use) => use.claim === claim?.name))
      return allowed;
  return no(`no relationship found between node '${node}' and this object`);
}

/** Whether a Pod mounts or reads a Secret or ConfigMap of this name. */
function refersTo(pod: Pod, plural: string, name: string): boolean {
  const source = plural === 'secrets' ? 'secret' : 'configMap';
  const has = (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null) return false;
    if (Array.isArray(value)) return value.some(has);
    for (const [key, item] of Object.entries(value)) {
      if (key.startsWith(source) && typeof item === 'object' && item !== null) {
        const ref = item as { name?: string; secretName?: string };
        if (ref.name === name || ref.secretName === name) return true;
      }
      if (
        plural === 'secrets' &&
        key === 'imagePullSecrets' &&
        (item as { name: string }[]).some((ref) => ref.name === name)
      )
        return true;
      if (typeof item === 'object' && has(item)) return true;
    }
    return false;
  };
  return has(pod.spec);
}
