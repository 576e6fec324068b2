import { type ResourceId, resourceId } from '../kube/api-resource.ts';
import type { KubeObject } from '../kube/object.ts';
import { builtinById } from '../resources/builtin-resources.ts';

/** What an object's apiVersion and kind say of its resource, without asking a cluster. */
export interface ObjectResource {
  readonly id: ResourceId;
  readonly group: string;
  /** Guessed from the object for kinds that are not built in: those with a namespace have one. */
  readonly namespaced: boolean;
}

/** Groups that kinds have moved from, with where they are now. Source: Kubernetes' deprecation guide. */
const movedGroups: ReadonlyMap<string, string> = new Map([
  ['extensions/Deployment', 'apps'],
  ['extensions/DaemonSet', 'apps'],
  ['extensions/ReplicaSet', 'apps'],
  ['extensions/Ingress', 'networking.k8s.io'],
  ['extensions/NetworkPolicy', 'networking.k8s.io'],
]);

const builtinKinds: ReadonlyMap<string, ObjectResource> = new Map(
  [...builtinById.values()].map(({ id, group, kind, namespaced }) => [`${group}/${kind}`, { id, group, namespaced }]),
);

/** The resource of an object, whatever its version; old groups of a kind count as its present one. Custom kinds get a guessed plural. */
export function resourceOfObject(object: KubeObject): ObjectResource {
  const kind = object.kind ?? '';
  const written = apiGroup(object.apiVersion ?? '');
  const group = movedGroups.get(`${written}/${kind}`) ?? written;
  return (
    builtinKinds.get(`${group}/${kind}`) ?? {
      id: resourceId({ group, plural: guessedPlural(kind) }),
      group,
      namespaced: object.metadata.namespace !== undefined,
    }
  );
}

/** The group of an apiVersion: empty for `v1`. */
export function apiGroup(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? '' : apiVersion.slice(0, slash);
}

/** As most CRDs name their plural. Source: k8s.io/apimachinery pkg/api/meta UnsafeGuessKindToResource. */
function guessedPlural(kind: string): string {
  const lower = kind.toLowerCase();
  if (lower.endsWith('s')) return `${lower}es`;
  return lower.endsWith('y') ? `${lower.slice(0, -1)}ies` : `${lower}s`;
}
