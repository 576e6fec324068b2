import { errorCatalogue } from '../base/error-catalogue.ts';
import type { ErrorPlace, HindsightError } from '../base/hindsight-error.ts';
import { html } from './html-text.ts';
import { type PageLook, pageFoot, pageHead } from './page-frame.ts';

/** A page for an error: what, where, what next. */
export function errorHtml(error: HindsightError, look: PageLook = {}): string {
  const { status, meaning } = errorCatalogue[error.code];
  return (
    pageHead({ title: `Error: ${meaning.replace(/\.$/, '')}`, ...look }) +
    `<main id="main"><h1 class="q"><b>${html(error.message)}</b></h1>${placeHtml(error.place)}` +
    `<p>${html(error.hint)}</p><p class="found">Error ${status}, ${html(error.code)}: ${html(meaning)}</p>${pageFoot}`
  );
}

/** The text with the mistake marked, by sign and not by colour alone. */
function placeHtml(place: ErrorPlace | undefined): string {
  if (place?.text === undefined || place.offset === undefined) return '';
  const { text, offset } = place;
  const end = offset + Math.max(1, place.length ?? 1);
  const [before, marked, after] = [text.slice(0, offset), text.slice(offset, end), text.slice(end)];
  return `<pre class="place">${place.source === undefined ? '' : `${html(place.source)}: `}${html(before)}<mark>${marked === '' ? '␣' : html(marked)}</mark>${html(after)}</pre>`;
}
