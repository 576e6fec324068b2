import type { StatusLevel } from '../status-look.ts';
import type { DescribedField, DescribedValue } from './description.ts';

/** A text as a value; with a level where it is a status. */
export function text(value: string, level?: StatusLevel): DescribedValue {
  return { type: 'text', text: value, ...(level === undefined ? {} : { level }) };
}

/** A field with values; undefined when there are none, so that it can be left out. */
export function field(name: string, values: readonly (DescribedValue | string | null | undefined)[]): DescribedField | undefined {
  const kept = values.flatMap((value): readonly DescribedValue[] =>
    value === null || value === undefined || value === '' ? [] : [typeof value === 'string' ? text(value) : value],
  );
  return kept.length === 0 ? undefined : { name, values: kept };
}

/** The fields that say something. */
export function fields(list: readonly (DescribedField | undefined)[]): readonly DescribedField[] {
  return list.filter((one) => one !== undefined);
}

/** An instant as a value; undefined where it is unknown. */
export function time(atMs: number | null | undefined): DescribedValue | undefined {
  return atMs === null || atMs === undefined || Number.isNaN(atMs) ? undefined : { type: 'time', atMs };
}

/** Pairs as texts `key=value`, by key; `separator` between them. */
export function pairs(map: unknown, separator = '='): readonly string[] {
  if (typeof map !== 'object' || map === null || Array.isArray(map)) return [];
  return Object.entries(map)
    .map(([key, value]) => `${key}${separator}${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .sort();
}
