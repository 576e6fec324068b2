import type { Check } from '../../checks/check.ts';
import { checkGroups } from '../../checks/check.ts';
import type { CheckStatus } from '../../checks/live/check-status.ts';
import type { StatedFinding } from '../../checks/live/finding-query.ts';
import { storiesOfCheck } from '../../stories/stories-of-check.ts';
import { counted } from '../check/finding-words.ts';
import { type Markup, markup } from '../markup.ts';
import { type PageLook, pageFoot, pageHead } from '../page-frame.ts';
import { checkAddress, findingsAddress } from './finding-address.ts';
import { findingItemHtml, severityHtml } from './finding-item-html.ts';

/** What the catalogue is made of. */
export interface ChecksPage extends PageLook {
  readonly statuses: readonly CheckStatus[];
  readonly progress: { readonly judged: number; readonly clusters: number };
}

/** Every check and how it stands over the fleet. */
export function checksHtml(page: ChecksPage): string {
  const { statuses, progress } = page;
  const failing = statuses.filter(({ clusters }) => clusters.failing > 0).length;
  const sections = checkGroups.flatMap((group) => {
    const rows = statuses.filter(({ check }) => check.group === group);
    return rows.length === 0
      ? []
      : [
          markup`<h2 id="${group}">${group[0]?.toUpperCase()}${group.slice(1)}</h2><div class="wrap" tabindex="0" role="region" aria-label="Checks: ${group}"><table><thead><tr><th>Check</th><th>Status</th><th class="n">Failing</th><th class="n">Passing</th><th class="n">Not evaluable</th><th class="n">Accepted</th><th class="n">Findings</th></tr></thead><tbody>${rows.map(rowHtml)}</tbody></table></div>`,
        ];
  });
  return `${pageHead({ ...page, title: 'Checks', current: '/checks' })}<main id="main">${markup`<h1 class="q"><b>Checks</b> that public outages taught</h1><p class="found" role="status"><strong>${counted(statuses.length, 'check')}, ${failing} of them fail somewhere.</strong> Counts are clusters; ${progress.judged} of ${counted(progress.clusters, 'cluster')} judged. Not evaluable is not passing: the reason stands on the check's page.</p>${sections}`.text}${pageFoot}`;
}

function rowHtml({ check, clusters, findings }: CheckStatus): Markup {
  const total = findings.critical + findings.warning + findings.info;
  const worst = findings.critical > 0 ? 'critical' : findings.warning > 0 ? 'warning' : 'info';
  const status =
    total > 0
      ? severityHtml(worst)
      : clusters.notEvaluable > 0
        ? markup`<span class="st lost"><i>?</i>not evaluable</span>`
        : clusters.suppressed > 0
          ? markup`<span class="st gone"><i>○</i>accepted</span>`
          : clusters.passing > 0
            ? markup`<span class="st ok"><i>●</i>passing</span>`
            : markup`<span class="st gone"><i>○</i>not judged yet</span>`;
  const link = (count: number, href: string): Markup => (count === 0 ? markup`0` : markup`<a class="count" href="${href}">${count}</a>`);
  const own = findingsAddress({ check: check.id, group: 'cluster' });
  return markup`<tr><td class="name wide"><a href="${checkAddress(check.id)}">${check.title}</a></td><td>${status}</td><td class="n" data-label="Failing">${link(clusters.failing, own)}</td><td class="n" data-label="Passing">${clusters.passing}</td><td class="n" data-label="Not evaluable">${link(clusters.notEvaluable, `${checkAddress(check.id)}#not-evaluable`)}</td><td class="n" data-label="Accepted">${link(findings.suppressed, findingsAddress({ check: check.id, state: 'suppressed' }))}</td><td class="n" data-label="Findings">${link(total, findingsAddress({ check: check.id }))}</td></tr>`;
}

/** What the page of one check is made of. */
export interface CheckPage extends PageLook {
  readonly check: Check;
  readonly status: CheckStatus;
  /** The most urgent first. */
  readonly findings: readonly StatedFinding[];
  readonly nowMs: number;
}

const shownFindings = 200;

/** The documentation of a check, and where it fails. */
export function* checkHtmlPieces(page: CheckPage): Generator<string> {
  const { check, status, findings, nowMs } = page;
  yield `${pageHead({ ...page, title: check.title, current: '/checks' })}<main id="main">`;
  yield markup`<h1 class="q"><a href="/checks">Checks</a> / <b>${check.title}</b></h1><p class="found" role="status"><strong>${standing(status)}</strong></p>`
    .text;
  yield `<div class="prose">${markup`<p>${check.explanation}</p><h2>What to do</h2>${paragraphs(check.fix)}`.text}`;
  yield markup`<h2>Rules</h2><ul>${check.rules.map((rule) => markup`<li><a href="${findingsAddress({ rule: `${check.id}/${rule.id}` })}"><code>${rule.id}</code></a> ${severityHtml(rule.severity)} ${rule.title}${rule.confidence !== undefined && rule.confidence !== 'certain' && ` (${rule.confidence})`}</li>`)}</ul>`
    .text;
  const stories = storiesOfCheck(check.id);
  if (stories.length > 0)
    yield markup`<h2>Taught by</h2><ul>${stories.map(({ id, headline, organisation, year }) => markup`<li><a href="/stories/${id}">${organisation} ${year}</a>: ${headline}</li>`)}</ul>`
      .text;
  yield markup`<h2>Sources</h2><ul>${check.sources.map(({ title, url }) => markup`<li><a href="${url}" rel="noreferrer">${title}</a></li>`)}</ul>`
    .text;
  if (check.replaces.length > 0)
    yield markup`<p class="quiet">Stands in for ${check.replaces.map(({ tool, rule }) => `${tool} ${rule}`).join(', ')}.</p>`.text;
  if (status.reasons.length > 0)
    yield markup`<h2 id="not-evaluable">Not evaluable</h2><ul>${status.reasons.map(({ reason, clusters }) => markup`<li>${reason}: ${counted(clusters, 'cluster')}</li>`)}</ul>`
      .text;
  yield '</div>';
  yield markup`<h2 id="where">Where it fails <small>${counted(findings.length, 'finding')}</small></h2>${findings.length === 0 && markup`<p>Nowhere that can be seen.</p>`}`
    .text;
  if (findings.length > 0)
    yield markup`<section class="cause"><ul>${findings.slice(0, shownFindings).map((one) => findingItemHtml(one, nowMs, { titles: true }))}${findings.length > shownFindings && markup`<li><a href="${findingsAddress({ check: check.id, group: 'cluster' })}">All ${counted(findings.length, 'finding')} by cluster</a></li>`}</ul></section>`
      .text;
  yield pageFoot;
}

function standing({ clusters, findings }: CheckStatus): string {
  const { failing, passing, notEvaluable, suppressed } = clusters;
  const parts = [
    ...(failing > 0 ? [`fails in ${counted(failing, 'cluster')}`] : []),
    ...(passing > 0 ? [`passes in ${passing}`] : []),
    ...(notEvaluable > 0 ? [`not evaluable in ${notEvaluable}`] : []),
    ...(suppressed > 0 ? [`accepted in ${suppressed}`] : []),
  ];
  if (parts.length === 0) return 'No cluster was judged yet.';
  const stale = findings.stale > 0 ? ` ${counted(findings.stale, 'finding')} as last seen.` : '';
  return `It ${parts.join(', ')}.${stale}`;
}

/** A text with YAML in it: what is indented stands as it is. */
function paragraphs(text: string): readonly Markup[] {
  return text
    .split(/\n{2,}/)
    .map((part) => (/\n\s|^\s/.test(part) || part.includes('\n') ? markup`<pre tabindex="0">${part}</pre>` : markup`<p>${part}</p>`));
}
