import type { Severity } from '../../checks/severity.ts';
import { harmlessJson } from '../harmless-json.ts';
import type { CheckReportRequest } from './check-request.ts';
import { subjectWords } from './finding-words.ts';

const severities: Readonly<Record<Severity, string>> = { critical: 'critical', warning: 'major', info: 'info' };

/** GitLab's code quality report. Fingerprints are unique: of the same finding in two files each has its own. Source: GitLab docs, Code Quality report format. */
export function checkGitlab({ report }: CheckReportRequest): string {
  const seen = new Map<string, number>();
  const issues = report.findings.map((finding) => {
    const { place, fingerprints, check, rule, severity, cluster } = finding;
    const count = (seen.get(fingerprints.family) ?? 0) + 1;
    seen.set(fingerprints.family, count);
    return {
      description: `${subjectWords(finding)}: ${finding.message}`,
      check_name: `${check}/${rule}`,
      fingerprint: count === 1 ? fingerprints.family : `${fingerprints.family}-${count}`,
      severity: severities[severity],
      location: { path: place?.file ?? cluster, lines: { begin: place?.line ?? 1 } },
    };
  });
  return `${harmlessJson(issues, 2)}\n`;
}
