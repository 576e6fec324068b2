import type { Check } from '../../checks/check.ts';
import type { PlacedFinding } from '../../checks/check-report.ts';
import type { CheckReportRequest } from './check-request.ts';
import { placeWords, subjectWords } from './finding-words.ts';

/** JUnit's XML: a suite for each check, a failed case for each finding, an error for each place that could not be read. */
export function checkJunit(q: CheckReportRequest): string {
  const { report, checks } = q;
  const suites = checks.map((check) => suiteOf(check, q));
  const input = report.unread.map(
    ({ file, line, reason }) =>
      `    <testcase name="${xml(file)}" classname="input"><error message="${xml(reason)}">${xml(`${file}${line === undefined ? '' : `:${line}`}`)}</error></testcase>\n`,
  );
  const all = [
    ...suites,
    ...(input.length === 0
      ? []
      : [{ text: suiteText('input', input, { failures: 0, errors: input.length, skipped: 0 }), tests: input.length }]),
  ];
  const tests = all.reduce((sum, one) => sum + one.tests, 0);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="hindsight" tests="${tests}" failures="${report.findings.length}" errors="${input.length}">\n${all.map(({ text }) => text).join('')}</testsuites>\n`;
}

function suiteOf({ id, title, fix }: Check, { report }: CheckReportRequest): { readonly text: string; readonly tests: number } {
  const failed = report.findings.filter(({ check }) => check === id).map((finding) => failedCase(finding, fix));
  const skipped = report.suppressed.filter(({ check }) => check === id).map(skippedCase);
  const cases =
    failed.length + skipped.length === 0 ? [`    <testcase name="${xml(title)}" classname="${xml(id)}"/>\n`] : [...failed, ...skipped];
  return { text: suiteText(id, cases, { failures: failed.length, errors: 0, skipped: skipped.length }), tests: cases.length };
}

function suiteText(
  name: string,
  cases: readonly string[],
  { failures, errors, skipped }: { readonly failures: number; readonly errors: number; readonly skipped: number },
): string {
  return `  <testsuite name="${xml(name)}" tests="${cases.length}" failures="${failures}" errors="${errors}" skipped="${skipped}">\n${cases.join('')}  </testsuite>\n`;
}

function failedCase(finding: PlacedFinding, fix: string): string {
  const text = `${placeWords(finding)}\n${finding.message}\n${finding.advice ?? fix}`;
  return `    <testcase ${caseNames(finding)}><failure type="${finding.severity}" message="${xml(finding.message)}">${xml(text)}</failure></testcase>\n`;
}

function skippedCase(finding: PlacedFinding): string {
  return `    <testcase ${caseNames(finding)}><skipped message="${xml(finding.suppressed?.reason ?? '')}"/></testcase>\n`;
}

function caseNames(finding: PlacedFinding): string {
  const { place, check, rule, locator } = finding;
  const where = place === undefined ? '' : ` file="${xml(place.file)}" line="${place.line}"`;
  return `name="${xml(`${subjectWords(finding)} ${locator}`)}" classname="${xml(`${check}.${rule}`)}"${where}`;
}

// Signs that no XML 1.0 document may hold, even escaped.
const impossible = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

function xml(text: string): string {
  return text
    .replace(impossible, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;');
}
