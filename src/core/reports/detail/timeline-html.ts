import type { KubeObject } from '../../kube/object.ts';
import { fieldsOf, itemsOf, textOf, timeOf } from '../../resources/content.ts';
import { conditionLevel } from '../describe/conditions-section.ts';
import { type Markup, markup } from '../markup.ts';
import type { StatusLevel } from '../status-look.ts';
import { ageHtml, statusHtml } from './value-html.ts';

/** Something that happened to an object. */
interface Moment {
  readonly atMs: number | null;
  readonly what: string;
  readonly level: StatusLevel | undefined;
  readonly reason: string;
  readonly message: string;
}

/** Steps shown; a custom resource may have hundreds of conditions. */
const mostMoments = 40;

/** The conditions of an object in order of their last change, the newest first, down to its creation. Empty where it has none. */
export function timelineHtml(object: KubeObject, nowMs: number): Markup {
  const conditions = itemsOf(object.status?.conditions).map(fieldsOf);
  if (conditions.length === 0) return markup``;
  const { creationTimestamp, deletionTimestamp } = object.metadata;
  const moments: Moment[] = conditions.map((condition) => ({
    atMs: timeOf(condition.lastTransitionTime) ?? timeOf(condition.lastUpdateTime),
    what: `${textOf(condition.type)} ${textOf(condition.status)}`,
    level: conditionLevel(textOf(condition.type), textOf(condition.status)),
    reason: textOf(condition.reason),
    message: textOf(condition.message),
  }));
  for (const [what, time] of [
    ['Created', creationTimestamp],
    ['Asked to go', deletionTimestamp],
  ] as const)
    if (timeOf(time) !== null) moments.push({ atMs: timeOf(time), what, level: undefined, reason: '', message: '' });
  const sorted = moments.sort((a, b) => (b.atMs ?? 0) - (a.atMs ?? 0));
  const more = sorted.length - mostMoments;
  return markup`<section id="conditions" aria-labelledby="conditions-title"><h2 id="conditions-title">Conditions <small>newest first</small></h2><ol class="timeline">${sorted
    .slice(0, mostMoments)
    .map((moment) => momentHtml(moment, nowMs))}</ol>${more > 0 && markup`<p class="note">and ${more} more</p>`}</section>`;
}

function momentHtml({ atMs, what, level, reason, message }: Moment, nowMs: number): Markup {
  const when = atMs === null ? markup`<span class="when">unknown</span>` : markup`<span class="when">${ageHtml(atMs, nowMs)}</span>`;
  const said = [reason, message].filter((part) => part !== '').join(': ');
  return markup`<li class="${level ?? 'gone'}">${when}<span class="what">${level === undefined ? what : statusHtml(what, level)}</span>${said !== '' && markup`<span class="said">${said}</span>`}</li>`;
}
