import { resolveBuiltin } from '../../resources/builtin-resources.ts';
import type { ResourceDef } from '../../resources/resource.ts';

/** The path of an object's page; the resource by its plural where that means no other one. */
export function resultPath(q: {
  readonly cluster: string;
  readonly def: Pick<ResourceDef, 'id' | 'plural'>;
  readonly namespace: string | undefined;
  readonly name: string;
}): string {
  const means = resolveBuiltin(q.def.plural);
  const resource = means === undefined || means.id === q.def.id ? q.def.plural : q.def.id;
  const place = q.namespace === undefined ? '' : `/namespaces/${segment(q.namespace)}`;
  return `/clusters/${segment(q.cluster)}${place}/${segment(resource)}/${segment(q.name)}`;
}

/** The path of a cluster's page. */
export function clusterPath(cluster: string): string {
  return `/clusters/${segment(cluster)}`;
}

function segment(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll('%3A', ':');
}
