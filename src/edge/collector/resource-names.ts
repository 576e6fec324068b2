import { type ApiResource, type ResourceId, resourceId } from '../../core/kube/api-resource.ts';

/**
 * What a name means among the resources a cluster serves: plural, singular, kind (any case), short name, each also with `.group` or `.version.group` behind it.
 * The order of discovery decides between groups, the preferred version within one. Subresources and what cannot be listed do not count.
 */
export function findApiResource(resources: readonly ApiResource[], name: string): ApiResource | undefined {
  const lower = name.toLowerCase();
  const listable = resources.filter((resource) => resource.verbs.includes('list') && !resource.plural.includes('/'));
  for (const names of [pluralsOf, bareNamesOf]) {
    const found = listable.filter((resource) => spellings(resource, names(resource)).includes(lower));
    const best = found.find((resource) => resource.preferred) ?? found[0];
    if (best !== undefined) return best;
  }
  return undefined;
}

/** The version of a resource to read: the wanted one if it is served, else the preferred one. Undefined: not served. */
export function findServed(resources: readonly ApiResource[], id: ResourceId, wantedVersion: string): ApiResource | undefined {
  const served = resources.filter((resource) => resourceId(resource) === id && resource.verbs.includes('list'));
  return served.find((resource) => resource.version === wantedVersion) ?? served.find((resource) => resource.preferred) ?? served[0];
}

function pluralsOf(resource: ApiResource): readonly string[] {
  return [resource.plural];
}

function bareNamesOf(resource: ApiResource): readonly string[] {
  return [resource.plural, resource.singular, resource.kind, ...resource.shortNames];
}

function spellings(resource: ApiResource, names: readonly string[]): readonly string[] {
  const { group, version } = resource;
  return names
    .filter((name) => name !== '')
    .flatMap((name) => (group === '' ? [name, `${name}.${version}.`] : [name, `${name}.${group}`, `${name}.${version}.${group}`]))
    .map((name) => name.toLowerCase());
}
