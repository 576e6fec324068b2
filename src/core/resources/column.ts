import type { Json, KubeObject } from '../kube/object.ts';

/**
 * How a column's values behave: sort, compare, store, print.
 * - `text`: a string. - `number`: a number. - `boolean`: true/false, printed `true`/`false` unless the column says otherwise.
 * - `time`: milliseconds since 1970, printed as an age (`5d`). - `date`: milliseconds since 1970, printed as RFC 3339.
 * - `quantity`: `{ text, number }` with number in base units (cores, bytes). - `ratio`: text `1/2`, ordered by its quotient.
 * - `json`: whatever an expression gave: text, number, boolean as they are, lists and maps as `{ json }`; printed as Python prints it. Not stored.
 * - `restarts`: count and time of the last one, printed `5 (3h ago)`. - `span`: from, to; printed as a duration, still running when `toMs` is null.
 */
export type ColumnType = 'text' | 'number' | 'boolean' | 'time' | 'date' | 'quantity' | 'ratio' | 'restarts' | 'span' | 'json';

/** A number with the text it was written as, e.g. `{ text: '1536Mi', number: 1610612736 }`. */
export interface QuantityValue {
  readonly text: string;
  readonly number: number;
}

/** Restarts of a pod: a sum over containers and the time of the last one. */
export interface RestartsValue {
  readonly count: number;
  /** Milliseconds since 1970; null when none or unknown. */
  readonly lastMs: number | null;
}

/** A span of time, e.g. how long a Job has taken. */
export interface SpanValue {
  readonly fromMs: number;
  /** null while it still runs. */
  readonly toMs: number | null;
}

/** A list or map that an expression gave. */
export interface JsonValue {
  readonly json: Json;
}

/** A typed cell; null means `n/a`. Which shape goes with which column type: see `ColumnType`. */
export type Cell = string | number | boolean | QuantityValue | RestartsValue | SpanValue | JsonValue | null;

/** One kubectl column of a resource: a typed value function, and how its value prints where the type's own way is not kubectl's. */
export interface ColumnDef {
  /** As the API server's Table names it, e.g. `Nominated Node`. */
  readonly name: string;
  readonly type: ColumnType;
  /** Shown by `-o wide` and on pages only (priority > 0). */
  readonly wide?: boolean;
  readonly description?: string;
  /** Pure, never throws on odd objects; null when the object does not say. */
  value(object: KubeObject): Cell;
  /**
   * Instead of `value` where the store asks: a value that also depends on what was there before (null for a new object), such as
   * since when something is so. `first` is true during the first list, when what is seen may have been so for long.
   */
  remember?(object: KubeObject, before: Cell, seen: { readonly atMs: number; readonly first: boolean }): Cell;
  /** Set on texts that are lists, e.g. images: items, separated by this, are found by `=` and `~` and counted one by one in groups. */
  readonly items?: ',';
  /** What stands in the cell for null; default `<none>`. Times default to `<unknown>`. */
  readonly missing?: string;
  /** Overrides the type's way of printing. */
  print?(value: Exclude<Cell, null>, nowMs: number): string;
}
