import { causeGroups } from '../../checks/cause-groups.ts';
import type { UnreadInput } from '../../checks/check-report.ts';
import { visibleText } from '../visible-text.ts';
import type { CheckReportRequest } from './check-request.ts';
import { counted, severityCounts } from './finding-words.ts';

const shownReasons = 3;

/** What a run found, with its denominator, and what it does not speak for. One sentence a line, for the end of a report. */
export function checkSummary({ report, checks }: CheckReportRequest): readonly string[] {
  const { findings, counts, suppressed, known, fixed, rules } = report;
  const files = new Set(findings.flatMap(({ place }) => (place === undefined ? [] : [place.file]))).size;
  const causes = causeGroups(findings, checks).length;
  const asked = `${counted(rules, 'rule')} asked of ${counted(counts.objects, 'object')}`;
  const where = counts.files === 0 ? '' : ` in ${files} of ${counted(counts.files, 'file')}`;
  const verdict =
    findings.length === 0
      ? `Nothing found: ${asked}${counts.files === 0 ? '' : ` in ${counted(counts.files, 'file')}`}.`
      : `${counted(causes, 'cause')}, ${counted(findings.length, 'finding')}${where} (${severityCounts(findings)}); ${asked}.`;
  const others = [
    ...(known > 0 ? [`${counted(known, 'finding')} known before`] : []),
    ...(fixed > 0 ? [`${fixed} gone since then`] : []),
    ...(suppressed.length > 0 ? [`${suppressed.length} accepted by somebody`] : []),
    ...(counts.others > 0 ? [`${counted(counts.others, 'document')} of other kinds left alone`] : []),
  ];
  return [
    verdict,
    ...(others.length === 0 ? [] : [`${others.join(', ')}.`]),
    ...unjudged(report.unevaluated),
    ...unreadLine(report.unread),
  ];
}

/** `k8s/bad.yaml:14:4: this is a template …`. */
export function unreadWords({ file, line, column, reason }: UnreadInput): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  return visibleText(`${place}: ${reason}.`);
}

/** What to do about what was not read, each advice once. */
export function unreadRemedies(unread: readonly UnreadInput[]): readonly string[] {
  return [...new Set(unread.flatMap(({ remedy }) => (remedy === undefined ? [] : [visibleText(remedy)])))];
}

function unjudged(unevaluated: CheckReportRequest['report']['unevaluated']): readonly string[] {
  if (unevaluated.length === 0) return [];
  const rules = new Set(unevaluated.map(({ check, rule }) => `${check}/${rule}`)).size;
  const reasons = [...new Set(unevaluated.map(({ reason }) => reason))];
  const more = reasons.length > shownReasons ? ` and ${reasons.length - shownReasons} more reasons` : '';
  return [`${counted(rules, 'rule')} could not be judged everywhere: ${visibleText(reasons.slice(0, shownReasons).join('; '))}${more}.`];
}

function unreadLine(unread: readonly UnreadInput[]): readonly string[] {
  return unread.length === 0 ? [] : [`${counted(unread.length, 'place')} could not be read as it should; see above.`];
}
