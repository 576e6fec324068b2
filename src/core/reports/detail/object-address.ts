import type { ClusterId } from '../../fleet/fleet-view.ts';
import type { ResourceId } from '../../kube/api-resource.ts';
import { encodeUrlPart } from '../../query/table-query-url.ts';
import { builtinById, resolveBuiltin } from '../../resources/builtin-resources.ts';

/** The shortest name of a resource that an address understands in every cluster: the plural where that alone is enough, else `plural.group`. */
export function resourceWord(resource: ResourceId): string {
  const plural = resource.split('.', 1)[0] ?? resource;
  return resolveBuiltin(plural)?.id === resource ? plural : resource;
}

/** Where an object stands. */
export interface ObjectPlace {
  readonly cluster: ClusterId;
  readonly resource: ResourceId;
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** The address of the page of an object. A namespace beside a resource that is known to have none is left out. */
export function objectAddress({ cluster, resource, namespace, name }: ObjectPlace): string {
  return `${listAddress({ cluster, resource, namespace })}/${encodeUrlPart(name)}`;
}

/** The address of a list of one cluster, with parameters where given; no namespace: of a cluster-scoped resource. */
export function listAddress(
  { cluster, resource, namespace }: Omit<ObjectPlace, 'name'>,
  params: Readonly<Record<string, string>> = {},
): string {
  const scoped = namespace === undefined || builtinById.get(resource)?.namespaced === false ? [] : ['namespaces', namespace];
  const path = ['clusters', cluster, ...scoped, resourceWord(resource)].map(encodeUrlPart).join('/');
  const query = Object.entries(params).map(([name, value]) => `${encodeUrlPart(name)}=${encodeUrlPart(value)}`);
  return `/${path}${query.length === 0 ? '' : `?${query.join('&')}`}`;
}
