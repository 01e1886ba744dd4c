import { Hub } from '../src/bin/serve/hub.ts';
import type { ApiRequest, ApiResponse, Credential } from '../src/sim/messages.ts';
import { Cluster } from '../src/sim/cluster.ts';
import { shell } from '../src/kubectl/shell/index.ts';
import { dropBefore } from '../src/sim/kernel/trace.ts';
import { lab } from '../src/sim/profiles.ts';

export const pods = '/api/v1/namespaces/default/pods';

/** A Pod for a scheduler that does not exist. */
export const pod = (name: string): unknown => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: 'x' } },
  spec: {
    schedulerName: 'none',
    containers: [{ name: 'c', image: 'registry.k8s.io/pause:3.10', env: [{ name: 'A', value: 'b' }] }],
  },
});

/** A Service that selects nothing: every change of a Pod makes the EndpointSlice controller look at it. */
export const service = (name: string): unknown => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { selector: { app: 'nobody' }, ports: [{ port: 80 }] },
});

const administrator: Credential = {
  type: 'certificate',
  commonName: 'kubernetes-admin',
  organizations: ['kubeadm:cluster-admins'],
};

function expectSuccess({ code, body }: ApiResponse): void {
  if (code >= 300) throw new Error(JSON.stringify(body));
}

/** A client at the door of an idle three-node cluster, in process. */
export class Client {
  readonly cluster = Cluster.boot({ profile: lab, seed: 7, programs: { shell } });
  private readonly hub = new Hub(this.cluster, 'paused');
  /** Moments, in real ms, at which watchers heard of the last change. */
  private heard: number[] = [];

  ask(method: ApiRequest['method'], path: string, body?: unknown): ApiResponse {
    let got: ApiResponse | undefined;
    this.hub.ask(
      { method, path, query: {}, headers: {}, credential: administrator, ...(body === undefined ? {} : { body }) },
      { answered: (answer) => (got = answer), lost: () => undefined },
    );
    if (!got || got.code >= 300) throw new Error(`${method} ${path}: ${got ? JSON.stringify(got.body) : 'no answer'}`);
    return got;
  }

  /** Opens a watch from now on; returns how to hang up. */
  watchPods(): () => void {
    const request: ApiRequest = {
      method: 'GET',
      path: pods,
      query: { watch: 'true', resourceVersion: this.revision() },
      headers: {},
      credential: administrator,
    };
    return this.hub.ask(request, {
      answered: expectSuccess,
      events: () => this.heard.push(performance.now()),
      lost: () => undefined,
    });
  }

  /** Changes an object and runs until that many watchers know it: real ms from the request to each. */
  patchAndHear(path: string, patch: unknown, watchers: number): number[] {
    this.heard = [];
    const before = performance.now();
    this.hub.ask(
      {
        method: 'PATCH',
        path,
        query: {},
        headers: { 'content-type': 'application/merge-patch+json' },
        credential: administrator,
        body: patch,
      },
      { answered: expectSuccess, lost: () => undefined },
    );
    const { kernel } = this.cluster;
    for (const end = kernel.now + 10_000; this.heard.length < watchers; kernel.step())
      if (kernel.now > end) throw new Error(`${this.heard.length} of ${watchers} watchers heard of the change`);
    return this.heard.map((at) => at - before);
  }

  /** Drops the trace so far, as a server that has run for long does. */
  forget(): void {
    const { trace } = this.cluster.kernel;
    dropBefore(trace, trace.firstId + trace.entries.length);
  }

  settle(): void {
    this.cluster.kernel.runUntil(this.cluster.now + 2_000);
  }

  private revision(): string {
    const { body } = this.ask('GET', '/api/v1/namespaces/default/configmaps');
    return (body as { metadata: { resourceVersion: string } }).metadata.resourceVersion;
  }
}
