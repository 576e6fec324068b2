import { humanDuration } from '../kube/duration.ts';
import { compileJsonPath } from '../kube/jsonpath.ts';
import { parseTime } from '../kube/parse-time.ts';
import type { Cell, ColumnDef, ColumnType } from './column.ts';
import { type Content, fieldsOf, itemsOf, stringOrNull, textOf, zeroTimeMs } from './content.ts';
import { goJson } from './go-json.ts';
import { nameColumn } from './metadata-columns.ts';
import { numberText } from './number-text.ts';

/** One column that a CRD version declares for `kubectl get`. */
export interface AdditionalPrinterColumn {
  readonly name: string;
  /** `string`, `integer`, `number`, `boolean` or `date`. */
  readonly type: string;
  readonly jsonPath: string;
  /** Above 0: wide output only. */
  readonly priority?: number;
  readonly description?: string;
  readonly format?: string;
}

/** What a CRD without printer columns gets. Source: k8s.io/apiextensions-apiserver pkg/apiserver/helpers.go. */
const defaultColumns: readonly AdditionalPrinterColumn[] = [{ name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' }];

/** How each declared type is kept: dates print as ages, whole and other numbers alike. */
const columnTypes: ReadonlyMap<string, ColumnType> = new Map([
  ['string', 'text'],
  ['integer', 'number'],
  ['number', 'number'],
  ['boolean', 'boolean'],
  ['date', 'time'],
]);

/** A value of a `string` column as text: lists and maps as JSON, everything else as Go prints it. Source: client-go util/jsonpath PrintResults. */
function stringCell(value: unknown): string {
  if (value === null) return '<no value>';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  return typeof value === 'boolean' ? String(value) : goJson(value);
}

/** What a date that cannot be read counts as: older than anything, so that a search for what is overdue finds it. Prints `<invalid>`. */
const invalidDateMs = Number.NEGATIVE_INFINITY;

/** A date as the server reads it: empty means the zero time, which is no time yet. Source: metav1.Time UnmarshalQueryParameter. */
function dateCell(value: unknown): number | null {
  if (typeof value !== 'string') return null;
  return value === '' || value === 'null' ? zeroTimeMs : (parseTime(value) ?? invalidDateMs);
}

/** The age of a date, `<unknown>` for the zero time. Source: k8s.io/apimachinery pkg/api/meta/table ConvertToHumanReadableDateType. */
function dateText(value: Exclude<Cell, null>, nowMs: number): string {
  return value === zeroTimeMs ? '<unknown>' : humanDuration(nowMs - (value as number));
}

/** The cell for a value that a path led to. Source: tableconvertor.go cellForJSONValue. */
function cellFor(type: string, value: unknown): Cell {
  switch (type) {
    case 'string':
      return stringCell(value);
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      return dateCell(value);
    default:
      return null;
  }
}

/** The path, or one that leads nowhere where it cannot be read: the column stays empty then. */
function pathOrNothing(jsonPath: string): (object: unknown) => readonly unknown[] {
  try {
    return compileJsonPath(jsonPath);
  } catch {
    return () => [];
  }
}

function columnFrom(printer: AdditionalPrinterColumn): ColumnDef {
  const read = pathOrNothing(printer.jsonPath);
  const { type } = printer;
  return {
    name: printer.name,
    type: columnTypes.get(type) ?? 'text',
    ...((printer.priority ?? 0) > 0 ? { wide: true } : {}),
    description: printer.description || `Custom resource definition column (in JSONPath format): ${printer.jsonPath}`,
    missing: '',
    ...(type === 'date' ? { print: dateText } : {}),
    value(object) {
      const value = read(object)[0];
      return value === undefined ? null : cellFor(type, value);
    },
  };
}

/**
 * Typed columns from a CRD version's additionalPrinterColumns, Name first; Age when none are declared.
 * Only the first value that a path leads to counts. What is missing, or not of the declared type, is null and prints empty, as kubectl
 * prints the server's null. A date that cannot be read is minus infinity (JSON has null for it), an empty one is year 1.
 * Source: k8s.io/apiextensions-apiserver pkg/registry/customresource/tableconvertor.
 */
export function columnsFromPrinter(printer: readonly AdditionalPrinterColumn[]): readonly ColumnDef[] {
  const declared = printer.length === 0 ? defaultColumns : printer;
  return [nameColumn, ...declared.map(columnFrom)];
}

/** The printer columns that a list in a CRD declares; what is no column is left out. Version v1beta1 wrote `JSONPath`. */
export function readPrinterColumns(declared: unknown): readonly AdditionalPrinterColumn[] {
  return itemsOf(declared).flatMap((each: Content) => {
    const { name, type, jsonPath, JSONPath, priority, description } = fieldsOf(each);
    const path = stringOrNull(jsonPath) ?? stringOrNull(JSONPath);
    if (typeof name !== 'string' || path === null) return [];
    const wide = typeof priority === 'number' ? { priority } : {};
    return [{ name, type: textOf(type), jsonPath: path, ...wide, ...(typeof description === 'string' ? { description } : {}) }];
  });
}
