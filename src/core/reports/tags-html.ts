import { type Markup, markup } from './markup.ts';

/** Labels as tags by key, each a link. */
export function tagsHtml(
  labels: Readonly<Record<string, string>> | ReadonlyMap<string, string>,
  url: (key: string, value: string) => string,
): Markup {
  const pairs =
    labels instanceof Map ? [...(labels as ReadonlyMap<string, string>)] : Object.entries(labels as Readonly<Record<string, string>>);
  const tags = pairs
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => markup`<a class="tag" href="${url(key, value)}">${key}=${value}</a> `);
  return markup`${tags}`;
}
