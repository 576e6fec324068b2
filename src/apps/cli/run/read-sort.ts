import { jsonPathAsJmesPath } from '../../../core/kube/jsonpath-as-jmespath.ts';
import { relaxedJsonPath } from '../../../core/kube/relaxed-jsonpath.ts';
import { parseSort } from '../../../core/query/parse-sort.ts';
import type { Answer, Table } from '../../../core/query/table.ts';
import type { CustomColumn, SortKey } from '../../../core/query/table-query.ts';

/** An order, the columns that it needs beside those shown, and what takes them out again. */
export interface CliSort {
  readonly sort: readonly SortKey[];
  readonly columns: readonly CustomColumn[];
  readonly shape: (answer: Answer) => Answer;
}

/** The column that a path is sorted by; no resource has one of that name. */
const sortColumn = 'Sort Path';

/**
 * Reads `--sort-by`: columns (`Restarts:desc,Name`), or a path as kubectl takes it (`.status.startTime`, `{.status.startTime}`), also with `:desc`.
 * HindsightError `query-invalid` with the place.
 */
export function readSort(text: string): CliSort {
  const keys = parseSort(text, '--sort-by');
  const isPath = /^\s*[.{$]/.test(text) && !keys.every(({ column }) => /^[A-Z]/.test(column));
  if (!isPath) return { sort: keys, columns: [], shape: (answer) => answer };
  const [, path = '', direction] = /^\s*(.*?)\s*(?::(asc|desc)\s*)?$/is.exec(text) ?? [];
  const expression = jsonPathAsJmesPath(relaxedJsonPath(path));
  return {
    sort: [{ column: sortColumn, descending: direction?.toLowerCase() === 'desc' }],
    columns: [{ name: sortColumn, expression }],
    shape: (answer) => ({ ...answer, tables: answer.tables.map(withoutSortColumn) }),
  };
}

function withoutSortColumn(table: Table): Table {
  const at = table.columns.findIndex(({ name }) => name === sortColumn);
  if (at === -1) return table;
  const without = <T>(list: readonly T[]): readonly T[] => list.filter((_, i) => i !== at);
  const rows = table.rows.map(({ memo: _, ...row }) => ({
    ...row,
    cells: without(row.cells),
    ...(row.texts === undefined ? {} : { texts: without(row.texts) }),
  }));
  return { ...table, columns: without(table.columns), rows };
}
