import { notFound } from '../../../api/status.ts';
import type { KubeObject, Lease } from '../../../api/types.ts';
import type { Context } from '../../kernel/types.ts';
import { epochMs } from '../../time.ts';
import { cachedIn } from '../cache/cache.ts';
import { listBody } from '../format.ts';
import { deprecationOf, refuse, respond, respondObject, typeOfCall } from '../reply.ts';
import type { ApiServerState, Call } from '../state.ts';

/** Whom the server asks, and at which of its ports. Source: pkg/controlplane/instance.go serversToValidate. */
const components = [
  { name: 'controller-manager', lease: 'kube-controller-manager', port: 10_257 },
  { name: 'scheduler', lease: 'kube-scheduler', port: 10_259 },
] as const;

/**
 * GET of componentstatuses: how the components of the control plane are now. Upstream calls their /healthz; here a
 * component that has let its leader election lease run out does not answer.
 */
export function componentStatuses(state: ApiServerState, ctx: Context, call: Call): void {
  const type = typeOfCall(call);
  const items = [
    ...components.map(({ name, lease, port }) =>
      isAlive(state, ctx, lease)
        ? statusOf(name, 'ok')
        : statusOf(
            name,
            `Get "https://127.0.0.1:${port}/healthz": dial tcp 127.0.0.1:${port}: connect: connection refused`,
            false,
          ),
    ),
    statusOf('etcd-0', 'ok'),
  ];
  if (call.info.verb === 'list')
    return respond(ctx, call, {
      code: 200,
      body: listBody(type, items, { resourceVersion: '' }, call.request, ctx.now),
      ...deprecationOf(type),
    });
  const found = items.find(({ metadata }) => metadata.name === call.info.name);
  if (found) return respondObject(ctx, call, 200, found);
  refuse(ctx, call, notFound(type, call.info.name));
}

function isAlive(state: ApiServerState, ctx: Context, name: string): boolean {
  const lease = cachedIn(state, 'leases', 'kube-system', name) as Lease | undefined;
  const { renewTime, leaseDurationSeconds = 0 } = lease?.spec ?? {};
  if (!renewTime) return false;
  return epochMs + ctx.now - Date.parse(renewTime) < leaseDurationSeconds * 1000;
}

const statusOf = (name: string, message: string, healthy = true): KubeObject =>
  Object.freeze({
    kind: 'ComponentStatus',
    apiVersion: 'v1',
    metadata: { name, creationTimestamp: null as unknown as string } as KubeObject['metadata'],
    conditions: [{ type: 'Healthy', status: healthy ? 'True' : 'False', message }],
  });
