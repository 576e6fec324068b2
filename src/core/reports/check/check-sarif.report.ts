import type { Check } from '../../checks/check.ts';
import type { PlacedFinding, UnreadInput } from '../../checks/check-report.ts';
import type { Confidence, Severity } from '../../checks/severity.ts';
import { harmlessJson } from '../harmless-json.ts';
import type { CheckReportRequest } from './check-request.ts';
import { fileUri } from './file-uri.ts';
import { subjectWords } from './finding-words.ts';

const levels: Readonly<Record<Severity, string>> = { critical: 'error', warning: 'warning', info: 'note' };
const precisions: Readonly<Record<Confidence, string>> = { certain: 'very-high', likely: 'high', heuristic: 'medium' };
const home = 'https://github.com/kube-hindsight/kube-hindsight';

/** SARIF 2.1.0, as code scanning reads it: rules with their pages, places, fingerprints that survive moved lines, changes where they are computed. */
export function checkSarif(q: CheckReportRequest): string {
  const { report, checks, version } = q;
  const rules = checks.flatMap((check) => check.rules.map((rule) => ruleJson(check, rule, q)));
  const index = new Map(rules.map(({ id }, i) => [id, i]));
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'hindsight', version, informationUri: home, rules } },
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: report.unread.length === 0, toolExecutionNotifications: report.unread.map(notification) }],
        results: [...report.findings, ...report.suppressed].map((finding) => resultJson(finding, index)),
      },
    ],
  };
  return `${harmlessJson(log, 2)}\n`;
}

function ruleJson(check: Check, rule: Check['rules'][number], { storyOf }: CheckReportRequest) {
  const story = storyOf(check.id);
  const links = check.sources.map(({ title, url }) => `* [${title}](${url})`).join('\n');
  const taught = story === undefined ? '' : `\n\nTaught by: [${story.title}](${story.url}), ${story.organisation} ${story.year}.`;
  return {
    id: `${check.id}/${rule.id}`,
    name: pascal(`${check.id}-${rule.id}`),
    shortDescription: { text: `${check.title}: ${rule.title}` },
    fullDescription: { text: check.explanation },
    help: { text: check.fix, markdown: `${check.explanation}\n\n**What to do:** ${check.fix}${taught}\n\n${links}` },
    ...(check.sources[0] === undefined ? {} : { helpUri: check.sources[0].url }),
    defaultConfiguration: { level: levels[rule.severity] },
    properties: { tags: ['kubernetes', check.group], precision: precisions[rule.confidence ?? 'certain'] },
  };
}

function resultJson(finding: PlacedFinding, index: ReadonlyMap<string, number>): object {
  const ruleId = `${finding.check}/${finding.rule}`;
  const ruleIndex = index.get(ruleId);
  const { suppressed, edit, place } = finding;
  return {
    ruleId,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levels[finding.severity],
    message: { text: `${subjectWords(finding)}: ${finding.message}` },
    locations: [locationJson(finding)],
    partialFingerprints: { 'hindsightFamily/v1': finding.fingerprints.family },
    ...(edit === undefined || place === undefined
      ? {}
      : {
          fixes: [
            {
              description: { text: finding.advice ?? 'Computed from the finding; comments and layout stay.' },
              artifactChanges: [
                {
                  artifactLocation: { uri: fileUri(place.file) },
                  replacements: [
                    {
                      deletedRegion: { startLine: edit.startLine, startColumn: 1, endLine: edit.endLine, endColumn: 1 },
                      insertedContent: { text: edit.text },
                    },
                  ],
                },
              ],
            },
          ],
        }),
    ...(suppressed === undefined
      ? {}
      : {
          suppressions: [{ kind: suppressed.where.startsWith('annotation') ? 'inSource' : 'external', justification: suppressed.reason }],
        }),
    properties: { severity: finding.severity, confidence: finding.confidence, locator: finding.locator },
  };
}

function locationJson(finding: PlacedFinding): object {
  const { place, subject, cluster } = finding;
  const logicalLocations = [
    { name: subject.name, fullyQualifiedName: `${cluster}/${subject.namespace ?? ''}/${subject.kind}/${subject.name}`, kind: 'resource' },
  ];
  if (place === undefined) return { logicalLocations };
  const { line, column, endLine, endColumn } = place;
  return {
    physicalLocation: {
      artifactLocation: { uri: fileUri(place.file) },
      region: { startLine: line, startColumn: column, endLine, ...(endLine === line && endColumn <= column ? {} : { endColumn }) },
    },
    logicalLocations,
  };
}

function notification({ file, line, column, reason }: UnreadInput): object {
  const region = line === undefined ? {} : { region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) } };
  return {
    level: 'error',
    message: { text: reason },
    locations: [{ physicalLocation: { artifactLocation: { uri: fileUri(file) }, ...region } }],
  };
}

function pascal(id: string): string {
  return id
    .split('-')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}
