import type { FieldPath } from '../fault.ts';
import type { FieldShape, ObjectShape } from './field-shape.ts';

/** A field that was written and that the API server does not know at that place. */
export interface DroppedField {
  readonly name: string;
  /** Where it stands, itself included. */
  readonly path: FieldPath;
  /** What the place may hold. */
  readonly parent: ObjectShape;
}

/** Every field of a value that its shape does not have. What is null says nothing and is left out. */
export function droppedFields(value: unknown, shape: FieldShape): readonly DroppedField[] {
  const found: DroppedField[] = [];
  walk({ value, shape, path: [], found });
  return found;
}

function walk(q: { readonly value: unknown; readonly shape: FieldShape; readonly path: FieldPath; readonly found: DroppedField[] }): void {
  const { value, shape, path, found } = q;
  if (typeof value !== 'object' || value === null || shape.kind === 'any' || shape.kind === 'scalar') return;
  if (shape.kind === 'list') {
    if (Array.isArray(value)) for (const [i, item] of value.entries()) walk({ value: item, shape: shape.item, path: [...path, i], found });
    return;
  }
  if (Array.isArray(value)) return;
  if (shape.kind === 'map') {
    if (shape.value.kind === 'scalar' || shape.value.kind === 'any') return;
    for (const [key, inner] of Object.entries(value)) walk({ value: inner, shape: shape.value, path: [...path, key], found });
    return;
  }
  for (const name in value) {
    const inner = (value as Readonly<Record<string, unknown>>)[name];
    if (inner === null || inner === undefined) continue;
    const field = shape.fields.get(name);
    if (field === undefined) {
      if (shape.open !== true) found.push({ name, path: [...path, name], parent: shape });
    } else if (typeof inner === 'object') walk({ value: inner, shape: field, path: [...path, name], found });
  }
}
