import { ageText } from '../../api/duration.ts';
import type { Obj } from '../client.ts';
import { alignTabs, GrowingTable, tableStops } from '../text/tabwriter.ts';

export interface Table {
  readonly columnDefinitions:
    | readonly { readonly name: string; readonly priority?: number; readonly type?: string; readonly format?: string }[]
    | null;
  readonly rows: readonly { readonly cells: readonly unknown[]; readonly object?: Obj }[] | null;
}

export interface TableOptions {
  readonly wide: boolean;
  readonly noHeaders: boolean;
  readonly withNamespace: boolean;
  /** Prefix of names, e.g. `deployment.apps`. */
  readonly withKind: string | undefined;
  readonly showLabels: boolean;
  readonly labelColumns: readonly string[];
}

/** A server's Table, or a plain object or list shown as NAME and AGE. */
export function asTable(body: Obj, nowMs: number): Table {
  if (body.kind === 'Table') return body as unknown as Table;
  const items = Array.isArray(body['items']) ? (body['items'] as Obj[]) : [body];
  return {
    columnDefinitions: [{ name: 'Name' }, { name: 'Age' }],
    rows: items.map((object) => ({
      cells: [object.metadata?.name ?? '', ageText(object.metadata?.creationTimestamp, nowMs)],
      object,
    })),
  };
}

/** Prints tables of one kind so that all rows line up; the header comes once. Models: cli-runtime printers/tableprinter.go. */
export class TablePrinter {
  private readonly options: TableOptions;
  private columns: Table['columnDefinitions'] = null;
  private headed = false;
  private readonly growing = new GrowingTable();

  constructor(options: TableOptions) {
    this.options = options;
  }

  /** Text of several tables, aligned together. */
  all(tables: readonly Table[]): string {
    const lines = tables.flatMap((table) => this.lines(table));
    return alignTabs(lines.map((cells) => `${cells.join('\t')}\n`).join(''), tableStops);
  }

  /** Text of one more table under those already on the screen. */
  more(table: Table): string {
    return this.growing.rows(this.lines(table));
  }

  private lines(table: Table): string[][] {
    const { wide, noHeaders, withNamespace, withKind, showLabels, labelColumns } = this.options;
    // Later tables of a watch come without columns: they are those of the first.
    if (table.columnDefinitions?.length) this.columns = table.columnDefinitions;
    const columns = this.columns ?? [];
    const shown = columns.map((column, i) => ({ column, i })).filter(({ column }) => wide || !column.priority);
    const rows = table.rows ?? [];
    const out: string[][] = [];
    if (!noHeaders && !this.headed && rows.length > 0) {
      this.headed = true;
      out.push([
        ...(withNamespace ? ['NAMESPACE'] : []),
        ...shown.map(({ column }) => column.name.toUpperCase()),
        ...labelColumns.map((label) => label.slice(label.lastIndexOf('/') + 1).toUpperCase()),
        ...(showLabels ? ['LABELS'] : []),
      ]);
    }
    for (const row of rows) {
      const labels = row.object?.metadata?.labels ?? {};
      out.push([
        ...(withNamespace ? [row.object?.metadata?.namespace ?? ''] : []),
        ...shown.map(({ column, i }) =>
          withKind && (column.format === 'name' || i === 0)
            ? `${withKind}/${cellText(row.cells[i])}`
            : cellText(row.cells[i]),
        ),
        ...labelColumns.map((label) => labels[label] ?? ''),
        ...(showLabels ? [labelText(labels)] : []),
      ]);
    }
    return out;
  }
}

/** Only the first line of a cell is shown. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  const text = String(cell as string | number | boolean);
  const end = text.search(/[\f\n\r]/);
  return end < 0 ? text : `${text.slice(0, end)}...`;
}

const labelText = (labels: Readonly<Record<string, string>>): string => {
  const keys = Object.keys(labels).sort();
  return keys.length === 0 ? '<none>' : keys.map((key) => `${key}=${labels[key]!}`).join(',');
};
