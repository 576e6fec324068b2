import type { ClusterId } from '../../fleet/fleet-view.ts';
import { type LabelSelector, parseLabelSelector } from '../../kube/label-selector.ts';
import type { FleetDirectory } from '../fleet-directory.ts';
import { type NamePatterns, namePatterns } from '../name-patterns.ts';
import type { PlanNeed, TablePlan, UnservedPart } from '../query-plan.ts';
import { resolveClusters } from '../resolve-clusters.ts';
import { resolveResources } from '../resolve-resources.ts';
import { parseSearch, type SearchTerms } from './parse-search.ts';
import type { SearchQuery } from './search-query.ts';

/** A search whose names are resolved; answers itself from any view. */
export interface SearchPlan {
  readonly query: SearchQuery;
  /** Folded; all must match. */
  readonly words: readonly string[];
  readonly selector: LabelSelector;
  /** Clusters asked, sorted. */
  readonly clusters: readonly ClusterId[];
  /** All must hold for an object's namespace; none: objects without one too. */
  readonly namespaces: readonly NamePatterns[];
  /** The resources asked; undefined for everything that is synced. */
  readonly tables: readonly TablePlan[] | undefined;
  readonly unserved: readonly UnservedPart[];
  /** True when clusters themselves are looked for. */
  readonly clustersToo: boolean;
  readonly needs: readonly PlanNeed[];
}

/** Names that mean the clusters themselves. */
const clusterWords: ReadonlySet<string> = new Set(['cluster', 'clusters']);

/** Clusters themselves are looked for unless `kind:` names others, or both types and some clusters are chosen. Source: kube-web-view's search. */
function searchesClusters({ types, clusters }: SearchQuery, { kinds }: SearchTerms): boolean {
  if (kinds.length > 0) return kinds.some((kind) => clusterWords.has(kind.toLowerCase()));
  return types.length === 0 || clusters.length === 0 || clusters.includes('_all');
}

/** Names of resources in a search, for discovery to be asked about beforehand. */
export function searchedTypes(query: SearchQuery): readonly string[] {
  const { kinds } = parseSearch(query.text);
  return (kinds.length > 0 ? kinds : query.types).filter((name) => !clusterWords.has(name.toLowerCase()));
}

/** Resolves the names of a search. Throws HindsightError: `cluster-unknown`, `resource-unknown`, `query-invalid` with the place. */
export function planSearch(query: SearchQuery, directory: FleetDirectory): SearchPlan {
  const terms = parseSearch(query.text);
  const asked = new Set(resolveClusters(query.clusters, directory));
  const clusters = resolveClusters(terms.clusters, directory).filter((id) => asked.has(id));
  const names = searchedTypes(query);
  const { tables, unserved } =
    names.length === 0 ? { tables: undefined, unserved: [] } : resolveResources({ names, clusters, scope: 'any', directory });
  const namespaces = [query.namespaces, terms.namespaces].map(namePatterns).filter(({ all }) => !all);
  const served = names.length === 0 && terms.kinds.length > 0 ? [] : tables?.filter(({ def }) => def.namespaced || namespaces.length === 0);
  return {
    query,
    words: terms.words,
    selector: { requirements: [...parseLabelSelector(query.selector).requirements, ...terms.requirements] },
    clusters,
    namespaces,
    tables: served,
    unserved,
    clustersToo: namespaces.length === 0 && searchesClusters(query, terms),
    needs: (served ?? []).flatMap((table) => table.clusters.map((cluster): PlanNeed => ({ cluster, resource: table.resource }))),
  };
}
