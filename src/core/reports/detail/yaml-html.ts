import type { KubeObject } from '../../kube/object.ts';
import { html } from '../html-text.ts';
import { Markup, markup } from '../markup.ts';
import { withHiddenSecrets, withoutManagedFields } from './clean-object.ts';
import { type FieldOwners, type FieldWriter, fieldOwners } from './field-owners.ts';
import { ageHtml, instantText } from './value-html.ts';
import { type FieldPath, yamlLines } from './yaml-lines.ts';

/** An object to be shown as YAML. */
export interface YamlPage {
  readonly object: KubeObject;
  /** `live` when it was read from the API server just now, with the account of who wrote what. */
  readonly read: { readonly from: 'live' } | { readonly from: 'kept'; readonly atMs: number | undefined; readonly reason: string };
  readonly nowMs: number;
}

/** Lines on the page; an object may be a megabyte. The rest is in the download. */
const mostLines = 20_000;
/** Writers with a mark of their own; later ones share. */
const marks = 6;

/** The object as YAML: numbered lines with anchors `#line-N`, and beside them who wrote which field when, where that is known. */
export function yamlHtml({ object, read, nowMs }: YamlPage): Markup {
  const owners = fieldOwners(object);
  const known = owners.writers.some(({ manager }) => manager !== '') && read.from === 'live';
  const lines = yamlLines(withHiddenSecrets(withoutManagedFields(object)));
  const rank = new Map(owners.writers.map(({ manager }) => manager).map((manager, _, all) => [manager, all.indexOf(manager) % marks]));
  let before: string | undefined;
  let text = '';
  const paths = new Set<string>();
  for (const [i, line] of lines.slice(0, mostLines).entries()) {
    const [writer] = known ? owners.of(line.path) : [];
    const identity = writer === undefined ? '' : JSON.stringify(writer);
    text += lineHtml({
      n: i + 1,
      text: line.text,
      anchor: anchorOf(line.path, paths),
      writer,
      isFirst: identity !== before,
      rank,
      known,
      nowMs,
    });
    // Lines that only hold others together, such as `spec:`, belong to nobody and end nothing.
    if (writer !== undefined) before = identity;
  }
  const more = lines.length - mostLines;
  return markup`${readHtml(read, owners, nowMs)}${known && legendHtml(owners, rank, nowMs)}<ol class="yaml${known && ' blamed'}">${new Markup(text)}</ol>${more > 0 && markup`<p class="note">and ${more.toLocaleString('en')} more lines: see the download</p>`}`;
}

/** Where the text is from, and what that means for the column beside it. */
function readHtml(read: YamlPage['read'], owners: FieldOwners, nowMs: number): Markup {
  if (read.from === 'live') {
    const account =
      owners.writers.length > 0
        ? ' Beside the lines: who wrote the field last, and when.'
        : ' The server keeps no account of who wrote its fields.';
    return markup`<p class="note">Read from the API server just now.${account}</p>`;
  }
  const when =
    read.atMs === undefined
      ? markup`as kept`
      : markup`as kept at <time datetime="${instantText(read.atMs)}">${instantText(read.atMs)}</time> (${ageHtml(read.atMs, nowMs)} ago)`;
  return markup`<p class="note kept"><b>${when}</b>: ${read.reason}. Who wrote which field is asked of the API server only.</p>`;
}

function legendHtml(owners: FieldOwners, rank: ReadonlyMap<string, number>, nowMs: number): Markup {
  const latest = new Map<string, FieldWriter>();
  for (const writer of owners.writers) if (!latest.has(writer.manager)) latest.set(writer.manager, writer);
  const items = [...latest.values()].map(
    ({ manager, atMs, operation }) =>
      markup`<li><b class="wr w${rank.get(manager) ?? 0}">${manager}</b> ${operation === 'Apply' ? 'applied' : 'wrote'} last ${atMs === null ? 'at an unknown time' : markup`${ageHtml(atMs, nowMs)} ago`}</li>`,
  );
  return markup`<ul class="writers" aria-label="Who wrote this object">${items}</ul>`;
}

interface LineJob {
  readonly n: number;
  readonly text: string;
  readonly anchor: string | undefined;
  readonly writer: FieldWriter | undefined;
  /** The first of several lines by the same writer. */
  readonly isFirst: boolean;
  readonly rank: ReadonlyMap<string, number>;
  readonly known: boolean;
  readonly nowMs: number;
}

/** Written by hand: a page has thousands of them, which is also why their links are no stops of the Tab key. */
function lineHtml({ n, text, anchor, writer, isFirst, rank, known, nowMs }: LineJob): string {
  const id = anchor === undefined ? '' : ` id="${html(anchor)}"`;
  const code = `<code${id}>${html(text)}</code>`;
  const number = `<a class="ln" href="#line-${n}" tabindex="-1" aria-label="Line ${n}">${n}</a>`;
  if (!known) return `<li id="line-${n}">${number}${code}</li>`;
  if (writer === undefined) return `<li id="line-${n}"><span class="by"></span>${number}${code}</li>`;
  const style = `wr w${rank.get(writer.manager) ?? 0}`;
  if (!isFirst || anchor === undefined)
    return `<li id="line-${n}"><span class="by ${style}" aria-hidden="true"></span>${number}${code}</li>`;
  const title = `${writer.manager}${writer.subresource === '' ? '' : ` (${writer.subresource})`}, ${writer.operation}, ${writer.atMs === null ? 'unknown time' : instantText(writer.atMs)}`;
  const age = writer.atMs === null ? '' : ageHtml(writer.atMs, nowMs).text;
  return `<li id="line-${n}"><a class="by ${style}" tabindex="-1" href="#${html(encodeURIComponent(anchor))}" title="${html(title)}">${age} <b>${html(writer.manager)}</b></a>${number}${code}</li>`;
}

/** `/spec/template/spec/containers/0/image`: an anchor that stays with its field when lines move. Only for the first line of a field. */
function anchorOf(path: FieldPath, taken: Set<string>): string | undefined {
  const anchor = `/${path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1').replaceAll(/\s/g, '_')).join('/')}`;
  if (path.length === 0 || anchor.length > 300 || taken.has(anchor)) return undefined;
  taken.add(anchor);
  return anchor;
}
