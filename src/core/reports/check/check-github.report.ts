import type { PlacedFinding } from '../../checks/check-report.ts';
import type { Severity } from '../../checks/severity.ts';
import { visibleText } from '../visible-text.ts';
import type { CheckReportRequest } from './check-request.ts';
import { subjectWords } from './finding-words.ts';

const commands: Readonly<Record<Severity, string>> = { critical: 'error', warning: 'warning', info: 'notice' };

/** Workflow commands that GitHub Actions turns into annotations of a pull request. Source: GitHub Actions, workflow commands. */
export function checkGithub({ report, checks }: CheckReportRequest): string {
  const fixes = new Map(checks.map(({ id, fix }) => [id, fix]));
  const lines = report.findings.map((finding) => annotation(finding, fixes.get(finding.check)));
  const unread = report.unread.map(
    ({ file, line, column, reason }) => `::error ${properties({ file, line, col: column, title: 'not read' })}::${escapedText(reason)}`,
  );
  return [...lines, ...unread].map((line) => `${visibleText(line)}\n`).join('');
}

function annotation(finding: PlacedFinding, fix: string | undefined): string {
  const { place } = finding;
  const text = `${subjectWords(finding)}: ${finding.message}\n${finding.advice ?? fix ?? ''}`.trimEnd();
  const where =
    place === undefined
      ? {}
      : {
          file: place.file,
          line: place.line,
          endLine: place.endLine,
          col: place.column,
          endColumn: place.endLine === place.line ? place.endColumn : undefined,
        };
  return `::${commands[finding.severity]} ${properties({ ...where, title: `${finding.check}/${finding.rule}` })}::${escapedText(text)}`;
}

function properties(all: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(all)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${escapedProperty(String(value))}`]))
    .join(',');
}

/** Text that stays one command. Source: actions/toolkit, escapeData and escapeProperty. */
function escapedText(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapedProperty(text: string): string {
  return escapedText(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
