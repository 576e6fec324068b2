import { errorCatalogue } from '../base/error-catalogue.ts';
import type { ErrorPlace, HindsightError } from '../base/hindsight-error.ts';
import { html } from './html-text.ts';
import { type PageLook, pageFootOf, pageHead } from './page-frame.ts';

/** Titles that scripts know. Source: kube-web-view (web-view.md A.10). */
const titles: ReadonlyMap<string, string> = new Map([
  ['cluster-unknown', 'cluster not found'],
  ['resource-unknown', 'resource type not found'],
  ['object-not-found', 'object does not exist'],
]);

/** A page for an error: what, where, what next, and where one can go from here. */
export function errorHtml(error: HindsightError, look: PageLook = {}): string {
  const { status, meaning } = errorCatalogue[error.code];
  return (
    pageHead({ title: `Error: ${titles.get(error.code) ?? meaning.replace(/\.$/, '')}`, ...look }) +
    `<main id="main"><h1 class="q"><b>${html(error.message)}</b></h1>${placeHtml(error.place)}` +
    `<p>${html(error.hint)}</p><p class="found">Error ${status}, ${html(error.code)}: ${html(meaning)}</p>${look.chrome === undefined ? '' : ways}${pageFootOf(look)}`
  );
}

const ways =
  '<p>From here: <a href="/">the fleet at a glance</a>, <a href="/clusters">all clusters</a>, <a href="/clusters/_all/_resource-types">resource types</a> or <a href="/search">the search</a>. Addresses of Kubernetes Web View go on working.</p>';

/** The text with the mistake marked, by sign and not by colour alone. */
function placeHtml(place: ErrorPlace | undefined): string {
  if (place?.text === undefined || place.offset === undefined) return '';
  const { text, offset } = place;
  const end = offset + Math.max(1, place.length ?? 1);
  const [before, marked, after] = [text.slice(0, offset), text.slice(offset, end), text.slice(end)];
  return `<pre class="place">${place.source === undefined ? '' : `${html(place.source)}: `}${html(before)}<mark>${marked === '' ? '␣' : html(marked)}</mark>${html(after)}</pre>`;
}
