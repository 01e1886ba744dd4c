import { describe, expect, it } from 'vitest';
import { hasRecordings, readRecording, Tally } from '../../api/conformance/recordings.ts';
import { testCluster } from '../testing.ts';

/** Custom resources are not among the kinds built in. */
const others = new Set(['apiextensions.k8s.io']);

interface Documents {
  readonly aggregated: Record<
    string,
    { items: { metadata: { name?: string }; versions: { version: string; resources: unknown[] }[] }[] }
  >;
  readonly legacy: Record<string, Record<string, unknown>>;
}

/** Without what differs from server to server. */
function plain(document: Record<string, unknown>): unknown {
  const copy = JSON.parse(
    JSON.stringify(document, (key, value: unknown) =>
      key === 'storageVersionHash' || key === 'serverAddressByClientCIDRs' || key === 'resourceVersion'
        ? undefined
        : value,
    ),
  ) as { groups?: { name: string }[] };
  if (copy.groups) copy.groups = copy.groups.filter(({ name }) => !others.has(name));
  return copy;
}

describe.skipIf(!hasRecordings)('recorded discovery', () => {
  const documents = (): Documents => readRecording<Documents>('golden/discovery.json');
  const server = testCluster();
  const get = (path: string, accept: string): unknown =>
    server.request({ method: 'GET', path, headers: { accept } }).body;

  it('aggregated: every resource with its names, verbs and subresources', () => {
    const { aggregated } = documents();
    const tally = new Tally('discovery aggregated');
    for (const [path, document] of Object.entries(aggregated)) {
      const ours = get(path, 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList') as typeof document;
      const names = (items: typeof document.items): unknown =>
        items.map(({ metadata }) => metadata.name ?? '').filter((name) => !others.has(name));
      tally.add(`${path} groups`, names(ours.items), names(document.items));
      for (const { metadata, versions } of document.items) {
        if (others.has(metadata.name ?? '')) continue;
        const group = ours.items.find((item) => item.metadata.name === metadata.name);
        tally.add(
          `${metadata.name} versions`,
          group?.versions.map((v) => v.version),
          versions.map((v) => v.version),
        );
        for (const { version, resources } of versions) {
          const found = group?.versions.find((v) => v.version === version)?.resources ?? [];
          for (const resource of resources as { resource: string }[])
            tally.add(
              `${metadata.name ?? 'core'}/${version} ${resource.resource}`,
              (found as { resource: string }[]).find((other) => other.resource === resource.resource),
              resource,
            );
          tally.add(`${metadata.name ?? 'core'}/${version} count`, found.length, resources.length);
        }
      }
    }
    expect(tally.report()).toBeGreaterThan(0.9);
  });

  it('legacy: groups and resource lists', () => {
    const { legacy } = documents();
    const tally = new Tally('discovery legacy');
    for (const [path, document] of Object.entries(legacy))
      if (path !== '/version')
        tally.add(path, plain(get(path, 'application/json') as Record<string, unknown>), plain(document));
    expect(tally.report()).toBeGreaterThan(0.5);
  });
});
