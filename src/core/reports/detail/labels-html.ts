import type { KubeObject } from '../../kube/object.ts';
import { type Markup, markup } from '../markup.ts';
import { listAddress, type ObjectPlace } from './object-address.ts';

/** Labels as links to the list of everything that has the same; empty where there are none. */
export function labelsHtml(object: KubeObject, place: Omit<ObjectPlace, 'name'>): Markup {
  const labels = sortedPairs(object.metadata.labels);
  if (labels.length === 0) return markup``;
  const links = labels.map(([key, value]) => {
    const selector = `${key}=${value}`;
    return markup`<li><a class="tag" href="${listAddress(place, { selector })}">${selector}</a></li>`;
  });
  return markup`<section id="labels" aria-labelledby="labels-title"><h2 id="labels-title">Labels</h2><ul class="tags">${links}</ul></section>`;
}

/** Beyond this an annotation is a document, which YAML shows. */
const longestValue = 2000;

/** Annotations, folded; what is an address on the web is a link that says it leads away. */
export function annotationsHtml(object: KubeObject): Markup {
  const annotations = sortedPairs(object.metadata.annotations);
  if (annotations.length === 0) return markup``;
  const count = `${annotations.length} annotation${annotations.length === 1 ? '' : 's'}`;
  const items = annotations.map(([key, value]) => markup`<dt>${key}</dt><dd>${annotationValueHtml(value)}</dd>`);
  return markup`<details id="annotations"><summary>${count}</summary><dl class="fields long">${items}</dl></details>`;
}

/** No other schemes, no login that makes the host look like another one. */
const webAddress = /^https?:\/\/[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,5})?(?:[/?#][!-~]*)?$/;

function annotationValueHtml(value: string): Markup {
  if (value.length <= longestValue && webAddress.test(value))
    return markup`<a class="away" href="${value}" rel="noopener noreferrer nofollow external">${value} <span aria-hidden="true">↗</span><span class="unseen"> (leads away from Hindsight)</span></a>`;
  const cut = value.length > longestValue;
  return markup`<code>${cut ? value.slice(0, longestValue) : value}</code>${cut && markup` <span class="note">and ${(value.length - longestValue).toLocaleString('en')} more characters: see YAML</span>`}`;
}

function sortedPairs(map: Readonly<Record<string, string>> | undefined): readonly (readonly [string, string])[] {
  if (typeof map !== 'object' || map === null) return [];
  return Object.entries(map)
    .map(([key, value]) => [key, String(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
