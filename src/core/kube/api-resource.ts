/** `plural.group`, or just `plural` for the core group: names a resource whatever its version. */
export type ResourceId = string;

/** One resource that an API server serves in one group version, as discovery tells it. */
export interface ApiResource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  /** True for the version that the server prefers within the group. */
  readonly preferred: boolean;
}

/** The id of a resource. */
export function resourceId(resource: { readonly group: string; readonly plural: string }): ResourceId {
  return resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
}

/** `v1`, `apps/v1`: the apiVersion of a resource's objects. */
export function groupVersionOf({ group, version }: { readonly group: string; readonly version: string }): string {
  return group === '' ? version : `${group}/${version}`;
}

/** The path of a list: `/api/v1/namespaces/x/pods`, `/apis/apps/v1/deployments`. */
export function listPath(
  resource: { readonly group: string; readonly version: string; readonly plural: string },
  namespace?: string,
): string {
  const root = resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`;
  return namespace === undefined ? `${root}/${resource.plural}` : `${root}/namespaces/${encodeURIComponent(namespace)}/${resource.plural}`;
}
