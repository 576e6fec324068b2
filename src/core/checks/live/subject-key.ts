import type { ResourceId } from '../../kube/api-resource.ts';
import type { NamespacedName } from '../../kube/object.ts';

/** A subject within its cluster: `pods\nshop/web-1`. */
export type SubjectKey = string;

/** The cluster as a whole. */
export const wholeCluster: SubjectKey = '';

/** The key of an object. */
export function subjectKey(resource: ResourceId, key: NamespacedName): SubjectKey {
  return `${resource}\n${key}`;
}

/** What a key says. */
export function readSubjectKey(key: SubjectKey): {
  readonly resource: ResourceId;
  readonly namespace: string | undefined;
  readonly name: string;
} {
  const line = key.indexOf('\n');
  const slash = key.indexOf('/', line);
  const namespace = key.slice(line + 1, slash);
  return { resource: key.slice(0, line), namespace: namespace === '' ? undefined : namespace, name: key.slice(slash + 1) };
}
