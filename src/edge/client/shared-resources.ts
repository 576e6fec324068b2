import type { ApiResource } from '../../core/kube/api-resource.ts';

/** Resources of the process by what they are: clusters of a fleet serve nearly the same, and a hundred copies of sixty-six resources with their verbs are ten megabytes. */
const shared = new Map<string, WeakRef<ApiResource>>();

/** Those that nobody has any more are looked for whenever there are so many. */
let tidyAt = 1024;

/** The same resources, each as the one object that stands for all that are equal. */
export function sharedResources(resources: readonly ApiResource[]): readonly ApiResource[] {
  if (shared.size >= tidyAt) tidy();
  return resources.map(share);
}

function share(resource: ApiResource): ApiResource {
  const key = JSON.stringify(resource);
  const known = shared.get(key)?.deref();
  if (known !== undefined) return known;
  shared.set(key, new WeakRef(resource));
  return resource;
}

function tidy(): void {
  for (const [key, resource] of shared) if (resource.deref() === undefined) shared.delete(key);
  tidyAt = Math.max(1024, shared.size * 2);
}
