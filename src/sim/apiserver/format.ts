import { partialMetadata, tableOf, type IncludeObject, type Table } from '../../api/table.ts';
import { findKind } from '../../api/index.ts';
import type { ResourceType } from '../../api/resource.ts';
import type { KubeObject, WatchEvent } from '../../api/types.ts';
import type { VirtualMs } from '../kernel/types.ts';
import type { ApiRequest } from '../messages.ts';
import { epochMs } from '../time.ts';
import { shown } from './ownership/owners.ts';
import type { Format, Watcher } from './state.ts';

/** Shape of the answer a client accepts: the first it lists that the server has. Models: negotiation of `as=Table`, `as=PartialObjectMetadata`. */
export function acceptedFormat(request: ApiRequest): Exclude<Format, 'converted'> {
  const accept = request.headers?.['accept'];
  if (accept === undefined) return 'value';
  if (!accept.includes('as=')) return 'object';
  for (const part of accept.split(',')) {
    if (part.includes('as=Table') && part.includes('v=v1;')) return 'table';
    if (part.includes('as=Table') && part.endsWith('v=v1')) return 'table';
    if (part.includes('as=PartialObjectMetadata')) return 'metadata';
    if (part.trim() === 'application/json') return 'object';
  }
  return accept.includes('as=Table') ? 'table' : 'object';
}

export function includeObject(request: ApiRequest): IncludeObject {
  const include = request.query?.['includeObject'];
  return include === 'None' || include === 'Object' ? include : 'Metadata';
}

interface ListMeta {
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

/** A list in the shape the client accepts. */
export function listBody(
  type: ResourceType,
  items: readonly KubeObject[],
  metadata: ListMeta,
  request: ApiRequest,
  now: VirtualMs,
): unknown {
  switch (acceptedFormat(request)) {
    case 'table':
      return Object.freeze({
        ...tableOf(type, items.map(shown), epochMs + now, true, includeObject(request)),
        metadata,
      });
    case 'metadata':
      return Object.freeze({
        kind: 'PartialObjectMetadataList',
        apiVersion: 'meta.k8s.io/v1',
        metadata,
        items: items.map((item) => partialMetadata(shown(item))),
      });
    case 'object':
      return objectList(
        type,
        items.map((item) => inVersion(type, shown(item))),
        metadata,
      );
    case 'value':
      return objectList(type, type.conversion ? items.map((item) => inVersion(type, item)) : items, metadata);
  }
}

/** A stored object in the version asked for. */
const inVersion = ({ conversion }: ResourceType, object: KubeObject): KubeObject =>
  conversion ? conversion.fromStored(object) : object;

const objectList = (type: ResourceType, items: readonly KubeObject[], metadata: ListMeta): unknown =>
  Object.freeze({
    kind: `${type.kind}List`,
    apiVersion: type.group === '' ? type.version : `${type.group}/${type.version}`,
    metadata,
    items,
  });

/** One object in the shape the client accepts. */
export function objectBody(type: ResourceType, object: KubeObject, request: ApiRequest, now: VirtualMs): unknown {
  switch (acceptedFormat(request)) {
    case 'table': {
      const table = tableOf(type, [shown(object)], epochMs + now, true, includeObject(request));
      table.metadata = { resourceVersion: object.metadata.resourceVersion };
      return Object.freeze(table);
    }
    case 'metadata':
      return Object.freeze(partialMetadata(shown(object)));
    case 'object':
      return inVersion(type, shown(object));
    case 'value':
      return inVersion(type, object);
  }
}

/** An event in another version. A bookmark is no object: only its version is named. */
function convertEvent(
  { kind }: ResourceType,
  version: string,
  change: WatchEvent['type'],
  object: KubeObject,
): WatchEvent {
  const conversion = findKind(version, kind)?.conversion;
  const converted =
    change === 'BOOKMARK' || !conversion
      ? Object.freeze({ ...object, apiVersion: version })
      : conversion.fromStored(object);
  return Object.freeze({ type: change, object: converted });
}

/** A watch event in the watcher's shape. A Table's columns travel once per stream. */
export function formatEvent(type: ResourceType, watcher: Watcher, event: WatchEvent, now: VirtualMs): WatchEvent {
  const object = shown(event.object);
  if (watcher.format === 'converted') return convertEvent(type, watcher.wireVersion, event.type, object);
  if (watcher.format === 'object') return Object.freeze({ type: event.type, object });
  if (watcher.format === 'metadata')
    return Object.freeze({ type: event.type, object: partialMetadata(object) as KubeObject });
  const table: Table = tableOf(
    type,
    event.type === 'BOOKMARK' ? [] : [object],
    epochMs + now,
    true,
    watcher.includeObject,
  );
  table.metadata = { resourceVersion: event.object.metadata.resourceVersion };
  if (watcher.columnsSent) table.columnDefinitions = null as unknown as Table['columnDefinitions'];
  watcher.columnsSent = true;
  return Object.freeze({ type: event.type, object: Object.freeze(table) as unknown as KubeObject });
}
