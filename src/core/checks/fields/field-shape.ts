/** What may stand at a place of an object. */
export type FieldShape = ObjectShape | ListShape | MapShape | { readonly kind: 'scalar' } | { readonly kind: 'any' };

/** A value with named fields. */
export interface ObjectShape {
  readonly kind: 'object';
  readonly fields: ReadonlyMap<string, FieldShape>;
  /** Fields that are not named are kept too. */
  readonly open?: true;
}

/** A list; `key` names the field that tells its items apart. */
export interface ListShape {
  readonly kind: 'list';
  readonly item: FieldShape;
  readonly key: string | undefined;
}

/** A value whose keys are the user's. */
export interface MapShape {
  readonly kind: 'map';
  readonly value: FieldShape;
}

/** A text, number or truth value. */
export const scalarShape: FieldShape = Object.freeze({ kind: 'scalar' });

/** Something of which nothing is known. */
export const anyShape: FieldShape = Object.freeze({ kind: 'any' });
