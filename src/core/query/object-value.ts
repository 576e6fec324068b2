import type { KubeObject } from '../kube/object.ts';
import type { Cell } from '../resources/column.ts';

/** A value that is read from the whole object, which must be unpacked for it. */
export interface ObjectValue {
  /** Equal keys, equal values for equal objects: what they are kept by between answers. Undefined: not kept beyond the answer. */
  readonly key: string | undefined;
  /** Paths of the object that hold everything it reads; undefined: anything may be read. */
  readonly paths?: readonly (readonly string[])[] | undefined;
  /** The value of an object, or of a part of it that has these paths; throws HindsightError `query-invalid` when reading costs too much, JmespathFailure when the object has no value. */
  compute(object: KubeObject): Cell;
}
