import type { Json } from '../object.ts';
import type { JmespathRun } from './jmespath-run.ts';

/** The types that JMESPath knows. */
export type JmespathType = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

/** The type of a value. */
export function typeOf(value: Json | undefined): JmespathType {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value as JmespathType;
}

/** A list, or undefined. */
export function asList(value: Json): readonly Json[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** A map, or undefined. */
export function asMap(value: Json): { readonly [key: string]: Json | undefined } | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as { readonly [key: string]: Json }) : undefined;
}

/** A member of a map; null where there is none. Keys come from outside: only own ones count. */
export function memberOf(value: Json, name: string): Json {
  const map = asMap(value);
  return map !== undefined && Object.hasOwn(map, name) ? (map[name] ?? null) : null;
}

/** False for null, false, and the empty text, list and map. */
export function isTrue(value: Json): boolean {
  if (value === null || value === false || value === '') return false;
  if (typeof value !== 'object') return true;
  return Array.isArray(value) ? value.length > 0 : Object.keys(value).length > 0;
}

/** Deep equality; costs a step for each value compared. */
export function isEqual(a: Json, b: Json, run: JmespathRun): boolean {
  run.step();
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const [left, right] = [asList(a), asList(b)];
  if (left !== undefined || right !== undefined)
    return (
      left !== undefined &&
      right !== undefined &&
      left.length === right.length &&
      left.every((item, i) => isEqual(item, right[i] as Json, run))
    );
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isEqual(memberOf(a, key), memberOf(b, key), run))
  );
}

/** Orders texts by code points, as the reference implementation does. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [left, right] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (left === right) continue;
    const surrogates = Number(left >= 0xd800 && left < 0xe000) - Number(right >= 0xd800 && right < 0xe000);
    return surrogates !== 0 ? surrogates : left - right;
  }
  return a.length - b.length;
}
