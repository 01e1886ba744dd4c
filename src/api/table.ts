import type { Cell, Column, ResourceType } from './resource.ts';
import type { KubeObject } from './types.ts';

/** meta.k8s.io/v1 Table: what `kubectl get` asks the server for. */
export interface Table {
  kind: 'Table';
  apiVersion: 'meta.k8s.io/v1';
  metadata: { resourceVersion?: string; continue?: string; remainingItemCount?: number };
  columnDefinitions: readonly Column[];
  rows: TableRow[];
}

export interface TableRow {
  cells: Cell[];
  /** PartialObjectMetadata, the whole object, or nothing, by `includeObject`. */
  object?: unknown;
}

export type IncludeObject = 'None' | 'Metadata' | 'Object';

/**
 * Prints objects as rows. `nowMs` is Unix time. Without `wide` the rows hold the always printed columns only; the server
 * sends all of them (`wide` true) and kubectl leaves out those with a priority.
 */
export function tableOf(
  type: Pick<ResourceType, 'columns' | 'row'>,
  objects: readonly KubeObject[],
  nowMs: number,
  wide = true,
  includeObject: IncludeObject = 'Metadata',
): Table {
  const columns = type.columns();
  const shown = columns.map((column) => wide || column.priority === 0);
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: {},
    columnDefinitions: wide ? columns : columns.filter((_, i) => shown[i]),
    rows: objects.map((object) => {
      const cells = type.row(object, nowMs);
      return {
        cells: wide ? cells : cells.filter((_, i) => shown[i]),
        ...(includeObject === 'None' ? {} : { object: includeObject === 'Object' ? object : partialMetadata(object) }),
      };
    }),
  };
}

export const partialMetadata = (object: KubeObject): unknown => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata: object.metadata,
});
