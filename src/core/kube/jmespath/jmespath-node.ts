import type { Json } from '../object.ts';

/** How two values are compared. */
export type Comparator = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** A parsed JMESPath expression. */
export type JmespathNode =
  | { readonly type: 'current' }
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'literal'; readonly value: Json }
  | { readonly type: 'sub' | 'pipe' | 'or' | 'and'; readonly left: JmespathNode; readonly right: JmespathNode }
  | { readonly type: 'not' | 'flatten'; readonly of: JmespathNode }
  | { readonly type: 'compare'; readonly operator: Comparator; readonly left: JmespathNode; readonly right: JmespathNode }
  | { readonly type: 'index'; readonly of: JmespathNode; readonly index: number }
  | { readonly type: 'slice'; readonly of: JmespathNode; readonly slice: Slice }
  /** `values`: over the values of a map; else over the items of a list. */
  | { readonly type: 'projection'; readonly of: JmespathNode; readonly each: JmespathNode; readonly values: boolean }
  | { readonly type: 'filter'; readonly of: JmespathNode; readonly condition: JmespathNode; readonly each: JmespathNode }
  | { readonly type: 'list'; readonly items: readonly JmespathNode[] }
  | { readonly type: 'map'; readonly entries: readonly { readonly key: string; readonly value: JmespathNode }[] }
  | { readonly type: 'reference'; readonly of: JmespathNode }
  | { readonly type: 'call'; readonly name: string; readonly args: readonly JmespathNode[]; readonly offset: number };

/** `[from:to:step]`; undefined where left out. */
export interface Slice {
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly step: number | undefined;
}

/** The value that an expression is applied to. */
export const currentNode: JmespathNode = { type: 'current' };
