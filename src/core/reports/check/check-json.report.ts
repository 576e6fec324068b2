import type { PlacedFinding } from '../../checks/check-report.ts';
import { harmlessJson } from '../harmless-json.ts';
import type { CheckReportRequest } from './check-request.ts';

/** The report for scripts. Fields are added, never renamed; `version` changes when one goes. */
export function checkJson({ report, checks, failOn, version, storyOf }: CheckReportRequest): string {
  const titles = new Map(checks.map(({ id, title }) => [id, title]));
  const told = (finding: PlacedFinding): object => findingJson(finding, titles.get(finding.check));
  const stories = Object.fromEntries(
    [...new Set(report.findings.map(({ check }) => check))].flatMap((check) => {
      const story = storyOf(check);
      return story === undefined ? [] : [[check, story]];
    }),
  );
  const value = {
    version: 1,
    tool: { name: 'hindsight', version },
    failOn,
    counts: { ...report.counts, rules: report.rules, findings: report.findings.length, known: report.known, fixed: report.fixed },
    findings: report.findings.map(told),
    suppressed: report.suppressed.map(told),
    unevaluated: report.unevaluated,
    unread: report.unread,
    stories,
  };
  return `${harmlessJson(value, 2)}\n`;
}

function findingJson(finding: PlacedFinding, title: string | undefined): object {
  const { place, subject, fingerprints, patch, missing, container, advice, suppressed, sinceMs } = finding;
  return {
    check: finding.check,
    rule: finding.rule,
    title,
    severity: finding.severity,
    confidence: finding.confidence,
    cluster: finding.cluster,
    subject,
    locator: finding.locator,
    message: finding.message,
    advice,
    ...(place === undefined
      ? {}
      : {
          place: {
            file: place.file,
            line: place.line,
            column: place.column,
            endLine: place.endLine,
            endColumn: place.endColumn,
            rendered: place.rendered,
          },
        }),
    path: finding.path,
    missing,
    container,
    patch: patch.length === 0 ? undefined : patch,
    fingerprints,
    since: sinceMs === undefined ? undefined : new Date(sinceMs).toISOString(),
    suppressed,
  };
}
