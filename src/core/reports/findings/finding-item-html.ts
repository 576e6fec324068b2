import type { StatedFinding } from '../../checks/live/finding-query.ts';
import type { FindingState, LiveFinding } from '../../checks/live/live-finding.ts';
import type { Severity } from '../../checks/severity.ts';
import { humanDuration } from '../../kube/duration.ts';
import { objectAddress } from '../detail/object-address.ts';
import { type Markup, markup } from '../markup.ts';
import { findingsAddress } from './finding-address.ts';

const signs: Readonly<Record<Severity, string>> = { critical: '✕', warning: '!', info: '·' };

/** A severity as sign and word. */
export function severityHtml(severity: Severity): Markup {
  return markup`<span class="sev ${severity}">${signs[severity]} ${severity}</span>`;
}

/** One finding as an item of a list: whom it is about, since when, what is wrong. */
export function findingItemHtml({ finding, state }: StatedFinding, nowMs: number, q: { readonly titles?: boolean } = {}): Markup {
  const { subject, message } = finding;
  const title =
    q.titles === true
      ? markup`${severityHtml(finding.severity)} <a href="/checks/${finding.check}">${finding.check}/${finding.rule}</a> `
      : undefined;
  const owner =
    subject.team === undefined ? undefined : markup` · <a href="${findingsAddress({ team: subject.team })}">${subject.team}</a>`;
  return markup`<li>${title}${subjectHtml(finding)} <span class="quiet">in <a href="${findingsAddress({ cluster: subject.cluster })}">${subject.cluster}</a>${owner} · ${sinceText(finding, nowMs)}${stateText(finding, state, nowMs)}</span><p>${message}</p>${suppressedHtml(finding)}</li>`;
}

/** Whom a finding is about, with a link where there is a page. */
export function subjectHtml({ subject, container }: LiveFinding): Markup {
  const { kind, namespace, name } = subject;
  const text = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
  const inside = container === undefined ? undefined : markup`, container ${container}`;
  const address = subjectAddress(subject);
  return address === undefined ? markup`<b>${text}</b>${inside}` : markup`<a href="${address}">${text}</a>${inside}`;
}

/** The page of a subject; a cluster's own for what is about the cluster. */
export function subjectAddress({ cluster, resource, namespace, name }: LiveFinding['subject']): string | undefined {
  if (resource === undefined) return `/clusters/${encodeURIComponent(cluster)}`;
  return objectAddress({ cluster, resource, namespace, name });
}

/** `open for 3d`, `for at least 2h`. */
export function sinceText({ openedAtMs, atLeast, episodes }: LiveFinding, nowMs: number): string {
  const age = humanDuration(Math.max(0, nowMs - openedAtMs));
  return `for ${atLeast ? 'at least ' : ''}${age}${episodes > 1 ? `, the ${ordinal(episodes)} time` : ''}`;
}

function stateText(finding: LiveFinding, state: FindingState, nowMs: number): string {
  if (state === 'stale') return ', as last seen: its cluster cannot be read';
  if (state === 'pending') return ', not long enough yet to count';
  if (state === 'suppressed') return ', accepted';
  if (!('resolvedAtMs' in finding)) return '';
  const { resolvedAtMs, why } = finding as LiveFinding & { readonly resolvedAtMs: number; readonly why: string };
  return `, over since ${humanDuration(Math.max(0, nowMs - resolvedAtMs))} ago: ${why === 'object-deleted' ? 'the object is gone' : why}`;
}

function suppressedHtml({ suppressed }: LiveFinding): Markup | undefined {
  if (suppressed === undefined) return undefined;
  const until = suppressed.untilMs === undefined ? 'without an end' : `until ${new Date(suppressed.untilMs).toISOString().slice(0, 10)}`;
  return markup`<p class="quiet">Accepted ${until}${suppressed.by === undefined ? '' : ` by ${suppressed.by}`}: ${suppressed.reason} (${suppressed.where})</p>`;
}

function ordinal(n: number): string {
  const tail = n % 100 >= 11 && n % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${tail}`;
}
