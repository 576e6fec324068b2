import type { ClusterId } from '../../fleet/fleet-view.ts';
import type { ResourceId } from '../../kube/api-resource.ts';
import type { StatusLevel } from '../status-look.ts';

/** One thing that a description says, typed so that a page can link and a terminal can colour it. Texts are as the cluster has them: hostile. */
export type DescribedValue =
  | { readonly type: 'text'; readonly text: string; readonly level?: StatusLevel }
  | {
      readonly type: 'time';
      readonly atMs: number /** The state may be older: it was there when we first looked. */;
      readonly atLeast?: boolean;
    }
  | { readonly type: 'object'; readonly object: ObjectName /** What is said about it in one word. */; readonly level?: StatusLevel }
  /** A command line that shows more. */
  | { readonly type: 'command'; readonly text: string };

/** An object of the same cluster by name. */
export interface ObjectName {
  /** Undefined where nobody knows which resource serves the kind. */
  readonly resource?: ResourceId;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** A name with what is said about it, each value on its own line. */
export interface DescribedField {
  readonly name: string;
  readonly values: readonly DescribedValue[];
}

/** A group of fields under a heading of its own, e.g. one container. */
export interface DescribedItem {
  readonly name: string;
  readonly level?: StatusLevel;
  readonly fields: readonly DescribedField[];
}

/** A part of a description; parts that have nothing to say are left out. */
export type DescribedSection = {
  /** Stable name, e.g. `conditions`. */
  readonly id: string;
  readonly title: string;
  /** What the section does not speak for, e.g. that events may not be read. */
  readonly note?: string;
} & (
  | { readonly form: 'fields'; readonly fields: readonly DescribedField[] }
  | { readonly form: 'items'; readonly items: readonly DescribedItem[] }
  | {
      readonly form: 'table';
      readonly columns: readonly string[];
      readonly rows: readonly (readonly DescribedValue[])[];
      /** Rows left out at the end. */
      readonly more: number;
    }
);

/** Everything that is worth saying about one object, in the order in which a person at night asks. */
export interface Description {
  readonly cluster: ClusterId;
  readonly object: ObjectName;
  readonly uid: string;
  /** Empty when the object is read live; else since when and why it may be old. */
  readonly stale: string;
  /** The instant that ages count to. */
  readonly nowMs: number;
  readonly sections: readonly DescribedSection[];
}
