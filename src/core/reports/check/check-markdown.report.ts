import { type CauseGroup, causeGroups } from '../../checks/cause-groups.ts';
import type { PlacedFinding } from '../../checks/check-report.ts';
import type { Severity } from '../../checks/severity.ts';
import { visibleText } from '../visible-text.ts';
import type { CheckReportRequest } from './check-request.ts';
import { checkSummary, unreadWords } from './check-summary.ts';
import { placeWords, subjectWords } from './finding-words.ts';
import { fixParts } from './fix-parts.ts';
import { markdownCode, markdownText } from './markdown-text.ts';

const signs: Readonly<Record<Severity, string>> = { critical: '🔴', warning: '🟠', info: '🔵' };
/** A comment on GitHub holds 65,536 signs; on GitLab a million. */
const longest = 60_000;
const shownPlaces = 20;

/** A comment for a pull request: the verdict, then each cause, folded, with its lines and what to do. Never longer than a comment may be. */
export function checkMarkdown(q: CheckReportRequest): string {
  const [verdict = '', ...rest] = checkSummary(q);
  const groups = causeGroups(q.report.findings, q.checks);
  let text = `### Hindsight: ${markdownText(verdict)}\n\n`;
  if (rest.length > 0) text += `${rest.map(markdownText).join(' ')}\n\n`;
  for (const unread of q.report.unread.slice(0, shownPlaces)) text += `* not read: ${markdownText(unreadWords(unread))}\n`;
  for (const [i, group] of groups.entries()) {
    const part = groupText(group, q);
    if (text.length + part.length > longest)
      return `${text}\n… and ${groups.length - i} more causes; the whole report is in the log of the job.\n`;
    text += `\n${part}`;
  }
  return text;
}

function groupText({ check, rule, severity, findings }: CauseGroup, q: CheckReportRequest): string {
  const [first] = findings as readonly [PlacedFinding];
  const story = q.storyOf(check.id);
  const { prose, code } = fixParts(first.advice ?? check.fix);
  const count = findings.length === 1 ? '' : ` (${findings.length} places)`;
  const places = findings.slice(0, shownPlaces).map((one) => `* ${markdownCode(placeWords(one))} ${markdownText(subjectWords(one))}`);
  const more = findings.length > shownPlaces ? [`* … and ${findings.length - shownPlaces} more`] : [];
  return [
    `<details${severity === 'critical' ? ' open' : ''}><summary>${signs[severity]} ${severity} · <b>${check.id}/${rule.id}</b> · ${markdownText(rule.title)}${count}</summary>`,
    '',
    markdownText(first.message),
    '',
    ...frame(first),
    ...places,
    ...more,
    '',
    `**What to do:** ${markdownText(prose)}`,
    ...(code === undefined ? [] : ['', '```yaml', code, '```']),
    ...(story === undefined
      ? []
      : ['', `**Taught by:** [${markdownText(story.title)}](${story.url}), ${markdownText(story.organisation)} ${story.year}`]),
    '',
    '</details>',
    '',
  ].join('\n');
}

function frame({ place }: PlacedFinding): readonly string[] {
  if (place === undefined) return [];
  const longestTicks = Math.max(2, ...place.excerpt.flatMap(({ text }) => [...text.matchAll(/`+/g)].map(([ticks]) => ticks.length)));
  const fence = '`'.repeat(longestTicks + 1);
  return [`${fence}yaml`, ...place.excerpt.map(({ text }) => visibleText(text)), fence, ''];
}
