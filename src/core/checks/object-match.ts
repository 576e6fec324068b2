import { globTest } from '../query/name-patterns.ts';

/** Which objects something holds for. A list that is not given holds for all; names are globs, labels exact. */
export interface ObjectMatch {
  readonly namespaces?: readonly string[] | undefined;
  readonly kinds?: readonly string[] | undefined;
  readonly names?: readonly string[] | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** What a match looks at. */
export interface MatchedObject {
  /** Objects without one are those of the whole cluster: no pattern for namespaces fits them. */
  readonly namespace: string | undefined;
  readonly kind: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Whether an object is meant. */
export function matchesObject(match: ObjectMatch, { namespace, kind, name, labels }: MatchedObject): boolean {
  return (
    fitsOne(match.namespaces, namespace) &&
    fitsOne(match.kinds, kind) &&
    fitsOne(match.names, name) &&
    Object.entries(match.labels ?? {}).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value)
  );
}

/** Whether a name fits one of some globs; without a list every name does. */
export function fitsOne(patterns: readonly string[] | undefined, value: string | undefined): boolean {
  return patterns === undefined || (value !== undefined && patterns.some((pattern) => globTest(pattern)(value)));
}
