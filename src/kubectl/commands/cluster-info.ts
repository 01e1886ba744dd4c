import { at, demand, itemsOf, query, textAt, type Obj } from '../client.ts';
import type { Command } from '../command.ts';
import { serverAddress as server } from '../kubeconfig.ts';
import { print, type JsonObject } from '../types.ts';
import { dumpCommand } from './cluster-dump.ts';

/** Models: clusterinfo.go. Left out: colours. */
export const clusterInfoCommand: Command = {
  name: 'cluster-info',
  short: 'Display cluster information',
  use: 'cluster-info [flags]',
  completes: 'none',
  children: [dumpCommand],
  *run({ session }) {
    const list = yield* demand(session, {
      method: 'GET',
      path: '/api/v1/namespaces/kube-system/services',
      query: query({ labelSelector: 'kubernetes.io/cluster-service=true' }),
    });
    const line = (name: string, url: string): string => `${name} is running at ${url}\n`;
    yield* print(line('Kubernetes control plane', server));
    for (const service of itemsOf(list))
      yield* print(
        line(service.metadata?.labels?.['kubernetes.io/name'] ?? service.metadata?.name ?? '', proxyUrl(service)),
      );
    yield* print(`\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n`);
    return 0;
  },
};

function proxyUrl(service: Obj): string {
  const port = (at(service, 'spec', 'ports') as JsonObject[] | undefined)?.[0];
  const name = textAt(port, 'name');
  return `${server}/api/v1/namespaces/${service.metadata?.namespace ?? ''}/services/${service.metadata?.name ?? ''}${name ? `:${name}` : ''}/proxy`;
}
