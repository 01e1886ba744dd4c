import { ephemeralOf } from '../../../api/pod/every.ts';
import { badRequest, notFound, serviceUnavailable } from '../../../api/status.ts';
import type { KubeObject, Node, Pod } from '../../../api/types.ts';
import type { Context, EntryId } from '../../kernel/types.ts';
import type { ApiResponse, Message } from '../../messages.ts';
import type { Asked } from '../admission/policy/asked.ts';
import { policyRefusal } from '../admission/policy/index.ts';
import { cachedIn } from '../cache/cache.ts';
import { noteStage, plainError, readMs, refuse, typeOfCall } from '../reply.ts';
import type { ApiServerState, Call, Proxied } from '../state.ts';

/** Server-side identity towards kubelets. Source: kubeadm's apiserver-kubelet-client certificate. */
export const identity = Object.freeze({
  type: 'certificate',
  commonName: 'kube-apiserver-kubelet-client',
  organizations: Object.freeze(['kubeadm:cluster-admins']),
} as const);

/**
 * `pods/log`, `pods/exec` and `pods/attach`: asks the kubelet of the Pod's node and passes its answer on.
 * Models: pkg/registry/core/pod/strategy.go LogLocation, ExecLocation; kubelet pkg/kubelet/server paths.
 */
export function passOn(state: ApiServerState, ctx: Context, call: Call): void {
  const { namespace, name, subresource } = call.info;
  const pod = cachedIn(state, 'pods', namespace, name) as Pod | undefined;
  if (!pod) return refuse(ctx, call, notFound({ group: '', plural: 'pods' }, name));
  const policy = subresource === 'log' ? undefined : policyRefusal(state, () => asConnection(state, call));
  if (policy)
    return refuse(ctx, call, policy, noteStage(ctx, call, 'validating-admission', 'refuse', policy.message ?? ''));
  const { query = {} } = call.request;
  const { container: asked = '', ...rest } = query;
  const container = asked || defaultContainer(pod);
  if (typeof container !== 'string') return refuse(ctx, call, badRequest(container.problem));
  if (!containerNames(pod).includes(container))
    return refuse(ctx, call, badRequest(`container ${container} is not valid for pod ${name}`));
  if (!pod.spec.nodeName) return refuse(ctx, call, badRequest(`pod ${name} does not have a host assigned`));
  const path =
    subresource === 'exec'
      ? `/exec/${namespace}/${name}/${container}`
      : `/containerLogs/${namespace}/${name}/${container}`;
  const { method } = call.request;
  const kubelet = `kubelet@${pod.spec.nodeName}`;
  const id = ctx.send(
    kubelet,
    {
      kind: 'request',
      request: {
        method,
        path,
        // To attach is to see what the program prints from now on: in the model, its log from its end.
        query: subresource === 'attach' ? { follow: 'true', tailLines: '0' } : rest,
        credential: identity,
        ...(call.request.body === undefined ? {} : { body: call.request.body }),
      },
    },
    { delayMs: 1 + readMs, quiet: call.quiet, cause: call.re },
  );
  state.proxied.set(id, {
    client: call.from,
    re: call.re,
    kubelet,
    unreached: unreached(state, pod, path, subresource),
  });
}

/** Source: KubeletConfiguration port. */
export const kubeletPort = 10_250;

/** Logs are fetched, everything else is a connection that is handed on. Models: registry/generic/rest streamer.go, proxy.go. */
function unreached(state: ApiServerState, pod: Pod, path: string, subresource: string): Proxied['unreached'] {
  const node = cachedIn(state, 'minions', '', pod.spec.nodeName!) as Node | undefined;
  const ip = node?.status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? pod.spec.nodeName!;
  const at = `${ip}:${kubeletPort}`;
  const doing = subresource === 'log' ? `Get "https://${at}${path}"` : 'error dialing backend';
  return { text: `${doing}: dial tcp ${at}`, code: 500 };
}

function unreachable({ unreached: { text, code } }: Proxied, { body }: ApiResponse): ApiResponse {
  const error = body === 'connection refused' ? `connect: ${body}` : String(body);
  const words = `${text}: ${error}`;
  return Object.freeze({ code, body: Object.freeze(code === 503 ? serviceUnavailable(words) : plainError(words)) });
}

/** To connect is to send options: what was asked for in the query. */
function asConnection(state: ApiServerState, call: Call): Asked {
  const kind = call.info.subresource === 'exec' ? 'PodExecOptions' : 'PodAttachOptions';
  const { query = {}, body } = call.request;
  const { command } = (body ?? {}) as { command?: readonly string[] };
  const flags = ['stdin', 'stdout', 'stderr', 'tty'].filter((flag) => query[flag] === 'true');
  const object = {
    apiVersion: 'v1',
    kind,
    metadata: {},
    ...Object.fromEntries(flags.map((flag) => [flag, true])),
    ...(query['container'] ? { container: query['container'] } : {}),
    ...(command ? { command } : {}),
  } as unknown as KubeObject;
  return {
    state,
    call,
    type: typeOfCall(call),
    kind: { group: '', version: 'v1', kind },
    operation: 'CONNECT',
    object,
    oldObject: null,
    warnings: [],
  };
}

const containerNames = ({ spec }: Pod): string[] =>
  [...(spec.initContainers ?? []), ...spec.containers, ...ephemeralOf(spec)].map((container) => container.name);

/** The only container, or the one an annotation names. */
function defaultContainer({ metadata, spec }: Pod): string | { problem: string } {
  const annotated = metadata.annotations?.['kubectl.kubernetes.io/default-container'];
  if (spec.containers.length === 1) return spec.containers[0]!.name;
  if (annotated !== undefined && spec.containers.some((container) => container.name === annotated)) return annotated;
  const names = spec.containers.map((container) => container.name).join(' ');
  const inits = spec.initContainers?.map((container) => container.name).join(' ');
  const problem = `a container name must be specified for pod ${metadata.name}, choose one of: [${names}]`;
  return { problem: inits ? `${problem} or one of the init containers: [${inits}]` : problem };
}

/** A kubelet's answer, or a piece of its stream: on to the client, under the client's own request. */
export function relay(
  state: ApiServerState,
  ctx: Context,
  message: Extract<Message, { kind: 'response' | 'chunk' | 'stream-end' }>,
): void {
  const id = message.kind === 'response' ? message.re : message.stream;
  const asked = state.proxied.get(id);
  if (!asked) return;
  const { client, re } = asked;
  switch (message.kind) {
    case 'response': {
      if (!message.response.streaming) state.proxied.delete(id);
      // Code 0: nobody listens at the node.
      const { response } = message;
      ctx.send(client, {
        kind: 'response',
        re,
        response: response.code === 0 ? unreachable(asked, response) : response,
      });
      return;
    }
    case 'chunk':
      ctx.send(client, { kind: 'chunk', stream: re, text: message.text });
      return;
    case 'stream-end':
      state.proxied.delete(id);
      ctx.send(client, {
        kind: 'stream-end',
        stream: re,
        ...(message.status === undefined ? {} : { status: message.status }),
      });
  }
}

/** The client hung up a stream that a kubelet feeds. */
export function relayCancel(state: ApiServerState, ctx: Context, stream: EntryId): void {
  for (const [id, { re, kubelet }] of state.proxied) {
    if (re !== stream) continue;
    state.proxied.delete(id);
    ctx.send(kubelet, { kind: 'cancel', stream: id });
    return;
  }
}
