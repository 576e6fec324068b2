import type { UnreadInput } from '../../core/checks/check-report.ts';
import type { FieldPath } from '../../core/checks/fault.ts';
import type { KubeObject } from '../../core/kube/object.ts';

/** A text that may hold manifests. */
export interface ManifestText {
  /** As a person names it. */
  readonly file: string;
  readonly text: string;
  /** What made the text, e.g. `kustomize`; without it, it is the file's own. */
  readonly rendered?: string;
  /** Asked for by name: then what it does not hold is worth a word. */
  readonly named: boolean;
}

/** One object of the input, and where it stands. */
export interface ManifestObject {
  readonly object: KubeObject;
  /** Index of its text. */
  readonly source: number;
  /** Offsets of its document in the text. */
  readonly start: number;
  readonly end: number;
  /** 1-based line of the document's start. */
  readonly line: number;
  /** Where it stands in the document: `[]`, or `['items', 3]` in a List. */
  readonly within: FieldPath;
}

/** What the texts hold. */
export interface ReadManifests {
  readonly objects: readonly ManifestObject[];
  readonly unread: readonly UnreadInput[];
  readonly documents: number;
  /** Documents that are no Kubernetes objects. */
  readonly others: number;
}
