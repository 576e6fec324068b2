import type { Json } from '../kube/object.ts';
import type { Answer, Coverage, Table, TableRow } from '../query/table.ts';
import type { Cell } from '../resources/column.ts';
import type { WireAnswer, WireCoverage, WireRow, WireTable } from './answer-schema.ts';

/** The answer that a body tells. Its rows keep the texts that the server printed, so that every report looks the same on both sides. */
export function answerFromWire(wire: WireAnswer): Answer {
  return {
    tables: wire.tables.map(tableFromWire),
    coverage: coverageFromWire(wire.coverage),
    notices: wire.notices,
    nowMs: wire.nowMs,
    ...(wire.missing.length === 0 ? {} : { missing: wire.missing }),
    ...(wire.explain === undefined ? {} : { explain: wire.explain }),
  };
}

/** The coverage that a message tells. */
export function coverageFromWire({ asked, gaps, seconds }: WireCoverage): Coverage {
  return {
    asked,
    gaps: gaps.map(({ expected, partial, ...gap }) => ({ ...gap, expected: expected ?? undefined, ...(partial ? { partial } : {}) })),
    seconds,
  };
}

/** A cell is told as the value it is; lists and maps that no column type has are what an expression gave. */
function cellFromWire(cell: WireRow['cells'][number]): Cell {
  if (typeof cell !== 'object' || cell === null) return cell;
  const isValue = 'number' in cell || 'count' in cell || 'fromMs' in cell;
  return isValue && !Array.isArray(cell) ? (cell as Cell) : { json: cell as Json };
}

/** The row that a message tells. */
export function rowFromWire(row: WireRow): TableRow {
  const texts = row.texts.map((text, i) => text ?? String(row.cells[i] ?? ''));
  const { link, cells, namespace, ...rest } = row;
  return { ...rest, cells: cells.map(cellFromWire), texts, namespace: namespace ?? undefined, ...(link === undefined ? {} : { link }) };
}

/** The table that a body tells. */
export function tableFromWire(table: WireTable): Table {
  return {
    ...table,
    rows: table.rows.map(rowFromWire),
    columns: table.columns.map(({ name, type, wide, description, source, labelKey }) => ({
      name,
      source,
      def: { name, type, wide, description, value: () => null },
      ...(labelKey === null ? {} : { labelKey }),
    })),
  };
}
