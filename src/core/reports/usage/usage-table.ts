import type { Answer, Table, TableColumn, TableRow } from '../../query/table.ts';
import type { Cell, ColumnDef, QuantityValue } from '../../resources/column.ts';

/** What usage is ordered by. */
export type UsageOrder = 'cpu' | 'memory' | 'cpu%' | 'memory%';

/** The share of usage in requests (pods) or in what is allocatable (nodes): columns of their own. */
const shareColumns = { cpu: percentColumn('CPU%'), memory: percentColumn('Memory%') } as const;

/**
 * An answer about pods or nodes with metrics joined, as `top` prints it: name, usage, and how much that is of what was asked for. What has no metrics is n/a, never 0.
 * With `order` the greatest stand first, n/a last, and `limit` applies then; without it rows keep their order.
 */
export function usageTable(answer: Answer, q: { readonly order: UsageOrder | undefined; readonly limit: number | undefined }): Answer {
  return { ...answer, tables: answer.tables.map((table) => oneTable(table, q)) };
}

function percentColumn(name: string): ColumnDef {
  return { name, type: 'number', missing: 'n/a', value: () => null, print: (value) => `${Math.round(value as number)}%` };
}

interface UsageRow {
  readonly row: TableRow;
  readonly share: Readonly<Record<'cpu' | 'memory', number | null>>;
  readonly used: Readonly<Record<'cpu' | 'memory', number | null>>;
}

function oneTable(table: Table, { order, limit }: { readonly order: UsageOrder | undefined; readonly limit: number | undefined }): Table {
  const at = new Map(table.columns.map(({ name }, i) => [name, i]));
  const base = table.resource === 'nodes' ? 'Allocatable' : 'Requests';
  const number = (row: TableRow, name: string): number | null => quantityNumber(row.cells[at.get(name) ?? -1] ?? null);
  const rows = table.rows.map((row): UsageRow => {
    const used = { cpu: number(row, 'CPU Usage'), memory: number(row, 'Memory Usage') };
    return {
      row,
      used,
      share: { cpu: shareOf(used.cpu, number(row, `CPU ${base}`)), memory: shareOf(used.memory, number(row, `Memory ${base}`)) },
    };
  });
  const sorted = order === undefined ? rows : rows.sort((a, b) => (sortNumber(b, order) ?? -1) - (sortNumber(a, order) ?? -1));
  const shown = order === undefined || limit === undefined ? sorted : sorted.slice(0, limit);
  const plan = columnPlan(table, at);
  return { ...table, columns: plan.map(({ column }) => column), rows: shown.map((one) => usageRow(one, plan)) };
}

/** One printed column: from the answer, or a share. */
interface PlannedColumn {
  readonly column: TableColumn;
  readonly from: number | 'cpu' | 'memory';
}

function columnPlan(table: Table, at: ReadonlyMap<string, number>): readonly PlannedColumn[] {
  const kept = (name: string): readonly PlannedColumn[] => {
    const from = at.get(name);
    return from === undefined ? [] : [{ column: table.columns[from] as TableColumn, from }];
  };
  const share = (amount: 'cpu' | 'memory'): PlannedColumn => ({
    column: { name: shareColumns[amount].name, def: shareColumns[amount], source: 'resource' },
    from: amount,
  });
  const amounts = (name: 'CPU' | 'Memory', amount: 'cpu' | 'memory'): readonly PlannedColumn[] => [
    ...kept(`${name} Usage`),
    share(amount),
    ...kept(`${name} Requests`),
    ...kept(`${name} Limits`),
    ...kept(`${name} Allocatable`),
  ];
  return [...kept('Name'), ...amounts('CPU', 'cpu'), ...amounts('Memory', 'memory')];
}

function usageRow({ row, share }: UsageRow, plan: readonly PlannedColumn[]): TableRow {
  const { texts, memo: _, ...rest } = row;
  const cells = plan.map(({ from }): Cell => (typeof from === 'number' ? (row.cells[from] ?? null) : share[from]));
  if (texts === undefined) return { ...rest, cells };
  return {
    ...rest,
    cells,
    texts: plan.map(({ from, column }) => (typeof from === 'number' ? (texts[from] ?? '') : shareText(column.def, share[from]))),
  };
}

function shareText(def: ColumnDef, share: number | null): string {
  return share === null ? 'n/a' : (def.print?.(share, 0) ?? String(share));
}

function quantityNumber(cell: Cell): number | null {
  return cell !== null && typeof cell === 'object' && 'number' in cell
    ? (cell as QuantityValue).number
    : typeof cell === 'number'
      ? cell
      : null;
}

/** In percent; null where either side is unknown, or nothing was asked for. */
function shareOf(used: number | null, base: number | null): number | null {
  return used === null || base === null || base <= 0 ? null : (used / base) * 100;
}

function sortNumber({ used, share }: UsageRow, order: UsageOrder): number | null {
  switch (order) {
    case 'cpu':
    case 'memory':
      return used[order];
    case 'cpu%':
      return share.cpu;
    case 'memory%':
      return share.memory;
  }
}
