import type { LiveFinding } from '../../checks/live/live-finding.ts';
import type { Severity } from '../../checks/severity.ts';
import { encodeUrlPart } from '../../query/table-query-url.ts';
import { type Markup, markup } from '../markup.ts';
import type { StatusLevel } from '../status-look.ts';
import { ageHtml, statusHtml } from './value-html.ts';

const levels: Readonly<Record<Severity, StatusLevel>> = { critical: 'bad', warning: 'warn', info: 'wait' };

/** What checks say of an object, each with the page that explains it; empty where they say nothing. Suppressed findings come last and say so. */
export function objectFindingsHtml(findings: readonly LiveFinding[], nowMs: number): Markup {
  if (findings.length === 0) return markup``;
  const sorted = [...findings].sort((a, b) => Number(a.suppressed !== undefined) - Number(b.suppressed !== undefined));
  const items = sorted.map(
    ({ check, severity, message, advice, suppressed, openedAtMs, atLeast }) =>
      markup`<li class="problem">${statusHtml(severity, levels[severity])} <span class="since">${atLeast ? 'at least ' : ''}${ageHtml(openedAtMs, nowMs)}</span> <span class="says">${message}${advice !== undefined && markup` ${advice}`}${suppressed !== undefined && markup` <em>Accepted for now.</em>`} <a class="obj" href="/checks/${encodeUrlPart(check)}">${check}</a></span></li>`,
  );
  return markup`<section id="findings" aria-labelledby="findings-title"><h2 id="findings-title">Findings <small>${findings.length}</small></h2><ul class="problems quiet">${items}</ul></section>`;
}
