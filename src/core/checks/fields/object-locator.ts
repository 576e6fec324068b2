import type { FieldPath } from '../fault.ts';

const names = ['name', 'key', 'type', 'containerPort', 'port', 'path', 'host'] as const;

/** A path as a stable place: items of lists by what names them, never by their index: `spec.containers[name=app].ports`. */
export function objectLocator(object: unknown, path: FieldPath): string {
  let value: unknown = object;
  let text = '';
  for (const step of path) {
    value = typeof value === 'object' && value !== null ? (value as Readonly<Record<string | number, unknown>>)[step] : undefined;
    text += typeof step === 'number' ? itemName(value) : `${text === '' ? '' : '.'}${step}`;
  }
  return text;
}

function itemName(item: unknown): string {
  if (typeof item !== 'object' || item === null) return '[]';
  const found = names.find((name) => ['string', 'number'].includes(typeof (item as Readonly<Record<string, unknown>>)[name]));
  return found === undefined ? '[]' : `[${found}=${(item as Readonly<Record<string, unknown>>)[found]}]`;
}
