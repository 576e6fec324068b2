import type { KubeObject } from '../kube/object.ts';
import { parseTime } from '../kube/parse-time.ts';

/** Whatever stands somewhere inside an object: clusters send what they like, so it is read with the functions beside this. */
export type Content = KubeObject[string];

const nothing: readonly Content[] = Object.freeze([]);
const noFields: Readonly<Record<string, Content>> = Object.freeze({});

/** Year 1, Go's zero time: an API that means "no time" may write it out. */
export const zeroTimeMs = -62_135_596_800_000;

/** The items of a list; none when it is no list. */
export function itemsOf(value: unknown): readonly Content[] {
  return Array.isArray(value) ? value : nothing;
}

/** The fields of a map; none when it is no map. Read keys that come from outside with `Object.keys` and `Object.hasOwn` only. */
export function fieldsOf(value: unknown): Readonly<Record<string, Content>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, Content>) : noFields;
}

/** A text, or the empty text when it is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A text that says something; null when it is missing, empty or no text. */
export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A text, empty ones too; null when it is missing or no text. For fields where absent and empty print differently. */
export function stringOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** A number, 0 when it is missing or none: what Go reads of a field that was left out. */
export function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/** A number, null when it is missing or none. */
export function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

/** A time in milliseconds since 1970; null when it is missing, none or Go's zero time. */
export function timeOf(value: unknown): number | null {
  const ms = parseTime(value);
  return ms === zeroTimeMs ? null : ms;
}

/** The condition of a type (the last one, should there be several); undefined when there is none. */
export function conditionOf(conditions: unknown, type: string): Content | undefined {
  const list = itemsOf(conditions);
  for (let i = list.length - 1; i >= 0; i--) if (list[i]?.type === type) return list[i];
  return undefined;
}

/** A boolean, null when it is missing or none. */
export function booleanOrNull(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null;
}
