import type { TableQuery } from '../query/table-query.ts';
import { tableQueryToUrl } from '../query/table-query-url.ts';
import { type Markup, markup } from './markup.ts';
import { shellWord } from './shell-word.ts';

/** The same question for kubectl, over contexts, and for curl: to be copied. */
export function otherToolsHtml(query: TableQuery): Markup {
  const kubectl = kubectlText(query);
  return markup`<details class="same"><summary>With kubectl or curl</summary><p>${kubectl.isPart && 'Without the filter, which kubectl does not have: '}<code>${kubectl.text}</code></p><p><code>curl -H 'Accept: application/json' "$HINDSIGHT_URL"${shellWord(tableQueryToUrl(query))}</code></p></details>`;
}

/** A loop over the contexts, or one command for one cluster. `isPart`: something of the question is left out. */
export function kubectlText(query: TableQuery): { readonly text: string; readonly isPart: boolean } {
  const { clusters, namespaces, resources, names, selector, fieldSelector } = query;
  const isAll = clusters.length === 0 || clusters.includes('_all');
  const places =
    namespaces === undefined
      ? [[]]
      : namespaces.length === 0 || namespaces.includes('_all')
        ? [['-A']]
        : namespaces.map((name) => ['-n', shellWord(name)]);
  const command = (place: readonly string[], context: string): string =>
    [
      `kubectl --context ${context} get ${shellWord(resources.join(','))}`,
      ...names.map(shellWord),
      ...place,
      ...(selector === '' ? [] : ['-l', shellWord(selector)]),
      ...(fieldSelector === '' ? [] : ['--field-selector', shellWord(fieldSelector)]),
    ].join(' ');
  const isPart = query.filter !== '' || query.groupBy.length > 0;
  const [only] = clusters;
  if (!isAll && clusters.length === 1 && only !== undefined && places.length === 1)
    return { text: command(places[0] ?? [], shellWord(only)), isPart };
  const contexts = isAll ? '$(kubectl config get-contexts -o name)' : clusters.map(shellWord).join(' ');
  const body = places.map((place) => command(place, '"$c"')).join('; ');
  return { text: `for c in ${contexts}; do ${body}; done`, isPart };
}
