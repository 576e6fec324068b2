import { tableQuery } from '../../../../core/query/table-query.ts';
import { tableQueryToUrl } from '../../../../core/query/table-query-url.ts';

/** What the server knows by name, from `/api/names`. */
export interface KnownNames {
  readonly clusters: readonly { readonly name: string; readonly aliases: readonly string[] }[];
  readonly namespaces: readonly string[];
  readonly resources: readonly {
    readonly plural: string;
    readonly group: string;
    readonly otherNames: readonly string[];
    readonly namespaced: boolean;
  }[];
}

/** Somewhere to go. */
export interface Destination {
  readonly href: string;
  readonly title: string;
  /** What it is, in a word or two. */
  readonly kind: string;
}

/**
 * Where `:pods prod-*` leads: a resource, then clusters (names, globs, `channel=beta`), then `/namespace`. Undefined when the first word
 * begins no resource; a beginning of a name is enough.
 */
export function jump(text: string, names: KnownNames): Destination | undefined {
  const [word = '', ...rest] = text.trim().split(/\s+/);
  const resource = resourceOf(word.toLowerCase(), names);
  if (word === '' || resource === undefined) return undefined;
  const namespaces = rest.filter((part) => part.startsWith('/')).map((part) => part.slice(1));
  const clusters = rest.filter((part) => !part.startsWith('/'));
  const query = tableQuery({
    resources: [resource.plural],
    clusters: clusters.length === 0 ? ['_all'] : clusters,
    namespaces: resource.namespaced ? (namespaces.length === 0 ? ['_all'] : namespaces) : undefined,
  });
  const where = clusters.length === 0 ? 'all clusters' : clusters.join(', ');
  return {
    href: tableQueryToUrl(query),
    title: `${resource.plural} in ${where}${namespaces.length === 0 ? '' : `, namespace ${namespaces.join(', ')}`}`,
    kind: 'list',
  };
}

function resourceOf(word: string, { resources }: KnownNames): KnownNames['resources'][number] | undefined {
  const exact = resources.find(({ plural, otherNames }) => plural === word || otherNames.includes(word));
  return exact ?? resources.find(({ plural, otherNames }) => plural.startsWith(word) || otherNames.some((name) => name.startsWith(word)));
}

/** Places whose names hold all words, exact beginnings first: clusters, lists of resources, pages. */
export function placesFor(text: string, names: KnownNames, pages: readonly Destination[]): readonly Destination[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return pages;
  const lists = names.resources.map(
    ({ plural, namespaced }): Destination => ({
      href: tableQueryToUrl(tableQuery({ resources: [plural], namespaces: namespaced ? ['_all'] : undefined })),
      title: plural,
      kind: 'list',
    }),
  );
  const clusters = names.clusters.map(
    ({ name }): Destination => ({ href: `/clusters/${encodeURIComponent(name)}`, title: name, kind: 'cluster' }),
  );
  return [...pages, ...lists, ...clusters]
    .filter(({ title }) => words.every((word) => title.toLowerCase().includes(word)))
    .sort(
      (a, b) => Number(b.title.toLowerCase().startsWith(words[0] as string)) - Number(a.title.toLowerCase().startsWith(words[0] as string)),
    )
    .slice(0, 8);
}
