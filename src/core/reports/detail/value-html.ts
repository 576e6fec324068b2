import type { ClusterId } from '../../fleet/fleet-view.ts';
import type { ResourceId } from '../../kube/api-resource.ts';
import { humanDuration } from '../../kube/duration.ts';
import type { DescribedValue, ObjectName } from '../describe/description.ts';
import { type Markup, markup } from '../markup.ts';
import { type StatusLevel, statusMarks } from '../status-look.ts';
import { objectAddress } from './object-address.ts';

/** What values of a page are written with. */
export interface ValueWriting {
  readonly cluster: ClusterId;
  readonly nowMs: number;
  /** The resource behind a kind that is no built-in; undefined where nobody knows. */
  resourceOf(name: ObjectName): ResourceId | undefined;
}

/** One described value: statuses with shape and word, times that the browser keeps counting, objects as links. */
export function valueHtml(value: DescribedValue, writing: ValueWriting): Markup {
  switch (value.type) {
    case 'text':
      return value.level === undefined ? linesHtml(value.text) : statusHtml(value.text, value.level);
    case 'time':
      return markup`${value.atLeast === true ? 'at least ' : ''}${ageHtml(value.atMs, writing.nowMs)} ago`;
    case 'object':
      return objectHtml(value.object, writing, value.level);
    case 'command':
      return commandHtml(value.text);
  }
}

/** A text as it is; line breaks stay. */
function linesHtml(text: string): Markup {
  const lines = text.split('\n');
  return markup`${lines.map((line, i) => (i === 0 ? markup`${line}` : markup`<br>${line}`))}`;
}

/** A status: shape, word and last its colour. */
export function statusHtml(text: string, level: StatusLevel): Markup {
  const mark = statusMarks[level];
  return markup`<span class="st ${level}">${mark !== '' && markup`<i aria-hidden="true">${mark}</i>`}${text}</span>`;
}

/** How long ago; the instant itself stands in the title. */
export function ageHtml(atMs: number, nowMs: number): Markup {
  const instant = instantText(atMs);
  return markup`<time datetime="${instant}" title="${instant}" data-t="${Math.floor(atMs / 1000).toString(36)}">${humanDuration(nowMs - atMs)}</time>`;
}

/** `2026-11-24T03:12:00Z`; `unknown` for what is no instant. */
export function instantText(ms: number): string {
  return Math.abs(ms) < 8.64e15 ? `${new Date(ms).toISOString().slice(0, 19)}Z` : 'unknown';
}

/** An object by kind and name, as a link where its resource is known. */
export function objectHtml(object: ObjectName, writing: ValueWriting, level?: StatusLevel): Markup {
  const resource = object.resource ?? writing.resourceOf(object);
  const mark = level === undefined ? '' : statusMarks[level];
  const shown = markup`${mark !== '' && markup`<i aria-hidden="true" class="${level}">${mark}</i> `}<span class="kind">${object.kind}</span> ${object.name}`;
  if (resource === undefined) return markup`<span class="obj">${shown}</span>`;
  const address = objectAddress({ cluster: writing.cluster, resource, namespace: object.namespace, name: object.name });
  return markup`<a class="obj" href="${address}">${shown}</a>`;
}

/** A command line; with JavaScript it gets a button that copies it. */
export function commandHtml(text: string): Markup {
  return markup`<code class="cmd" data-copy="${text}">${text}</code>`;
}
