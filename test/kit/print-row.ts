import type { KubeObject } from '../../src/core/kube/object.ts';
import { resolveBuiltin } from '../../src/core/resources/builtin-resources.ts';
import { cellText } from '../../src/core/resources/cell-text.ts';
import type { ColumnDef } from '../../src/core/resources/column.ts';

/** The instant that ages in printed rows count to. */
export const printedAtMs = Date.UTC(2026, 10, 24, 12, 0, 0);

/** The printed cells of an object, wide ones included. */
export function printCells(columns: readonly ColumnDef[], object: KubeObject): string[] {
  return columns.map((column) => cellText(column, column.value(object), printedAtMs));
}

/** The printed cells of an object of a built-in resource, joined by ` | ` to be read at a glance. */
export function printRow(resource: string, object: KubeObject): string {
  const def = resolveBuiltin(resource);
  if (def === undefined) throw new Error(`no built-in resource ${resource}`);
  return printCells(def.columns, object).join(' | ');
}

/** One printed cell of an object of a built-in resource. */
export function printCell(resource: string, column: string, object: KubeObject): string {
  const def = resolveBuiltin(resource)?.columns.find(({ name }) => name === column);
  if (def === undefined) throw new Error(`no column ${column} of ${resource}`);
  return cellText(def, def.value(object), printedAtMs);
}
