import { type ApiResource, groupVersionOf } from './api-resource.ts';

/** What one document of discovery yields. */
export interface DiscoveredGroups {
  readonly resources: readonly ApiResource[];
  /** Group versions that could not be read, with the reason. */
  readonly broken: readonly { readonly groupVersion: string; readonly reason: string }[];
}

interface AggregatedList {
  readonly kind?: string;
  readonly items?: readonly AggregatedGroup[] | null;
}

interface AggregatedGroup {
  readonly metadata?: { readonly name?: string };
  readonly versions?: readonly {
    readonly version: string;
    readonly freshness?: string;
    readonly resources?: readonly AggregatedResource[] | null;
  }[];
}

interface AggregatedResource {
  readonly resource: string;
  readonly responseKind?: { readonly kind?: string };
  readonly scope?: string;
  readonly singularResource?: string;
  readonly verbs?: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

function isReadable(verbs: readonly string[] | undefined): boolean {
  return verbs?.includes('list') === true && verbs.includes('get');
}

/** True for the answer of a server that speaks aggregated discovery. */
export function isAggregatedDiscovery(document: unknown): boolean {
  return typeof document === 'object' && document !== null && (document as AggregatedList).kind === 'APIGroupDiscoveryList';
}

/**
 * Reads one aggregated document (`/api` or `/apis`): resources that can be listed and read, no subresources. The first version of a group is its preferred one.
 * A group version marked stale is broken, and its last known resources are not used. Source: k8s.io/api apidiscovery/v2 types.go.
 */
export function readAggregatedDiscovery(document: unknown): DiscoveredGroups {
  const resources: ApiResource[] = [];
  const broken: { groupVersion: string; reason: string }[] = [];
  for (const group of (document as AggregatedList).items ?? []) {
    const name = group.metadata?.name ?? '';
    const versions = group.versions ?? [];
    for (const [index, version] of versions.entries()) {
      if (version.freshness === 'Stale') {
        broken.push({
          groupVersion: groupVersionOf({ group: name, version: version.version }),
          reason: 'the aggregated API server behind it does not answer',
        });
        continue;
      }
      for (const entry of version.resources ?? []) {
        if (!isReadable(entry.verbs)) continue;
        resources.push(fromAggregated(entry, { group: name, version: version.version, preferred: index === 0 }));
      }
    }
  }
  return { resources, broken };
}

function fromAggregated(entry: AggregatedResource, at: { group: string; version: string; preferred: boolean }): ApiResource {
  const kind = entry.responseKind?.kind ?? '';
  return {
    ...at,
    plural: entry.resource,
    singular: entry.singularResource ?? kind.toLowerCase(),
    kind,
    namespaced: entry.scope === 'Namespaced',
    shortNames: entry.shortNames ?? [],
    categories: entry.categories ?? [],
    verbs: entry.verbs ?? [],
  };
}

/** The group versions that legacy discovery names. */
export interface LegacyGroupVersion {
  readonly group: string;
  readonly version: string;
  readonly preferred: boolean;
}

/** Reads `/api` (APIVersions). */
export function readLegacyVersions(document: unknown): readonly LegacyGroupVersion[] {
  const versions = (document as { versions?: readonly string[] }).versions ?? [];
  return versions.map((version, index) => ({ group: '', version, preferred: index === 0 }));
}

/** Reads `/apis` (APIGroupList). */
export function readLegacyGroups(document: unknown): readonly LegacyGroupVersion[] {
  const { groups = [] } = document as {
    groups?: readonly { name: string; versions?: readonly { version: string }[]; preferredVersion?: { version?: string } }[];
  };
  return groups.flatMap((group) =>
    (group.versions ?? []).map(({ version }, index) => ({
      group: group.name,
      version,
      preferred: group.preferredVersion?.version === undefined ? index === 0 : group.preferredVersion.version === version,
    })),
  );
}

interface LegacyResource {
  readonly name: string;
  readonly singularName?: string;
  readonly namespaced?: boolean;
  readonly kind?: string;
  readonly verbs?: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

/** Reads `/apis/{group}/{version}` (APIResourceList): resources that can be listed and read, no subresources. */
export function readLegacyResources(document: unknown, at: LegacyGroupVersion): readonly ApiResource[] {
  const { resources = [] } = document as { resources?: readonly LegacyResource[] | null };
  return (resources ?? [])
    .filter((entry) => !entry.name.includes('/') && isReadable(entry.verbs))
    .map((entry) => ({
      ...at,
      plural: entry.name,
      singular: entry.singularName === undefined || entry.singularName === '' ? (entry.kind ?? '').toLowerCase() : entry.singularName,
      kind: entry.kind ?? '',
      namespaced: entry.namespaced === true,
      shortNames: entry.shortNames ?? [],
      categories: entry.categories ?? [],
      verbs: entry.verbs ?? [],
    }));
}
