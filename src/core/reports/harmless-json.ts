import { hiddenSigns } from './visible-text.ts';

/**
 * JSON whose strings hold no raw control, direction-changing or invisible characters: they are written as `\u009b`, which reads back the same and
 * commands no terminal.
 */
export function harmlessJson(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, undefined, indent) ?? 'null';
  return raw.test(text) ? text.replace(rawAll, escaped) : text;
}

// What JSON.stringify leaves as it is; the C0 set it escapes itself.
const raw = new RegExp(`[\\u007f-\\u009f${hiddenSigns}]`, 'u');
const rawAll = new RegExp(raw.source, 'gu');

function escaped(sign: string): string {
  return sign.split('').map(escapedUnit).join('');
}

function escapedUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
