/** A search as URL, command line and page ask it. Parameters keep kube-web-view's names. */
export interface SearchQuery {
  /** Words, phrases and prefixes, as docs/guide/search.md says. */
  readonly text: string;
  /** Cluster names, aliases, globs, labels; `_all` or none for all. */
  readonly clusters: readonly string[];
  /** Namespaces, globs and exclusions; `_all` or none for all, and then objects without a namespace too. */
  readonly namespaces: readonly string[];
  /** Resources by plural, kind, short name; none for everything that is synced. */
  readonly types: readonly string[];
  /** Kubernetes label selector, besides those in the text. */
  readonly selector: string;
  /** Results at most; counts are of all. */
  readonly limit: number;
}

/** Results where nobody says how many. */
export const defaultSearchLimit = 100;

/** Results at most, whatever is asked: each costs its place in the answer, and nobody reads more. */
export const mostSearchResults = 10_000;

/** What a direct search reads where no type is named. Source: kube-web-view's --search-default-resource-types. */
export const defaultSearchTypes: readonly string[] = ['namespaces', 'deployments', 'services', 'ingresses', 'statefulsets', 'cronjobs'];

/** What a form offers besides. Source: kube-web-view's --search-offered-resource-types. */
export const offeredSearchTypes: readonly string[] = [...defaultSearchTypes, 'replicasets', 'daemonsets', 'pods', 'nodes'];

/** A whole search from the parts that matter. */
export function searchQuery(parts: Partial<SearchQuery>): SearchQuery {
  return { text: '', clusters: [], namespaces: [], types: [], selector: '', limit: defaultSearchLimit, ...parts };
}

/** True when there is something to search; a form alone has neither words nor a selector. */
export function asksAnything({ text, selector }: SearchQuery): boolean {
  return text.trim() !== '' || selector.trim() !== '';
}
