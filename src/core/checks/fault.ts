import type { Json } from '../kube/object.ts';
import type { Confidence, Severity } from './severity.ts';

/** A place within an object: keys and list indexes from its root. */
export type FieldPath = readonly (string | number)[];

/** One complaint of a rule about its subject. */
export interface Fault {
  /** Stable place within the subject, never a list index: `containers[name=app].livenessProbe`. Part of the finding's identity. */
  readonly locator: string;
  /** One or two plain sentences: what is, and what follows from it. May hold numbers; is no part of the identity. */
  readonly message: string;
  /** The field, or the nearest existing one above where a missing field belongs. */
  readonly path: FieldPath;
  /** The key that is missing below `path`, if that is the complaint. */
  readonly missing?: string;
  /** Where this case is worse or milder than the rule's own. */
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  readonly container?: string;
  /** What many victims share, e.g. `Secret/shop/credentials`. */
  readonly causeKey?: string;
  /** Another subject than the one that was judged. */
  readonly subject?: FaultSubject;
  /** Live: since when it has been so, where the API tells. */
  readonly sinceMs?: number;
  /** What to change in the subject, where it can be computed. */
  readonly patch?: readonly PatchStep[];
  /** What to do, where that differs from the check's own advice. */
  readonly advice?: string;
}

/** Whom a complaint is about, where a rule of a whole cluster speaks of one object. */
export interface FaultSubject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

/** One change of an object. Paths are those of the object before the whole patch. */
export type PatchStep =
  | { readonly op: 'set'; readonly path: FieldPath; readonly value: Json }
  | { readonly op: 'remove'; readonly path: FieldPath }
  | { readonly op: 'move'; readonly from: FieldPath; readonly path: FieldPath };
