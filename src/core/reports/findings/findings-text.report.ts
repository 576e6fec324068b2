import type { FindingGroup } from '../../checks/live/finding-groups.ts';
import type { StatedFinding } from '../../checks/live/finding-query.ts';
import type { Severity } from '../../checks/severity.ts';
import { storiesOfCheck } from '../../stories/stories-of-check.ts';
import { counted } from '../check/finding-words.ts';
import { visibleText } from '../visible-text.ts';
import { sinceText } from './finding-item-html.ts';

const signs: Readonly<Record<Severity, string>> = { critical: '✕', warning: '!', info: '·' };
const paints: Readonly<Record<Severity, string>> = { critical: '31', warning: '33', info: '36' };
const shownOfGroup = 4;
const shownGroups = 40;

/** Findings for a person at a terminal, group after group. `all` leaves nothing out. */
export function findingsText(
  groups: readonly FindingGroup[],
  q: { readonly nowMs: number; readonly colour: boolean; readonly all: boolean },
): string {
  const shown = q.all ? groups : groups.slice(0, shownGroups);
  const lines = shown.flatMap((group) => groupLines(group, q));
  if (shown.length < groups.length) lines.push(`… and ${counted(groups.length - shown.length, 'more group')} (-o wide lists them)`, '');
  return lines.length === 0 ? 'Nothing is found.\n' : `${lines.join('\n').trimEnd()}\n`;
}

function groupLines(
  group: FindingGroup,
  q: { readonly nowMs: number; readonly colour: boolean; readonly all: boolean },
): readonly string[] {
  const { severity, findings, clusters, workloads } = group;
  const paint = (text: string): string => (q.colour ? `\u001b[${paints[severity]}m${text}\u001b[0m` : text);
  const title = group.check === undefined ? group.key || `no ${group.by}` : `${group.check.title}: ${group.rule?.title ?? ''}`;
  const shown = q.all ? findings : findings.slice(0, shownOfGroup);
  const more = findings.length - shown.length;
  const [story] = group.check === undefined ? [] : storiesOfCheck(group.check.id);
  return [
    `${paint(`${signs[severity]} ${severity}`)}  ${visibleText(title)}`,
    `  ${group.check === undefined ? '' : `${group.check.id}/${group.rule?.id}, `}${counted(findings.length, 'finding')}, ${counted(workloads, 'object')}, ${counted(clusters, 'cluster')}`,
    ...shown.map((one) => findingLine(one, q.nowMs, group.check === undefined)),
    ...(more > 0 ? [`    … and ${more.toLocaleString('en-US')} more`] : []),
    ...(story === undefined ? [] : [`  taught by ${visibleText(`${story.organisation} ${story.year}: ${story.headline}`)}`]),
    '',
  ];
}

function findingLine({ finding, state }: StatedFinding, nowMs: number, named: boolean): string {
  const { subject, container } = finding;
  const place = `${subject.cluster} ${subject.kind} ${subject.namespace === undefined ? '' : `${subject.namespace}/`}${subject.name}${container === undefined ? '' : `, ${container}`}`;
  const which = named ? `${finding.check}/${finding.rule} ` : '';
  const also = state === 'open' ? '' : `, ${state}`;
  return visibleText(`    ${which}${place} (${sinceText(finding, nowMs)}${also}): ${finding.message}`);
}

const headings = [
  'CHECK',
  'RULE',
  'SEVERITY',
  'STATE',
  'CLUSTER',
  'NAMESPACE',
  'KIND',
  'NAME',
  'CONTAINER',
  'TEAM',
  'OPENED',
  'MESSAGE',
  'FINGERPRINT',
];

/** One line for each finding, with tabs between. */
export function findingsTsv(groups: readonly FindingGroup[]): string {
  const lines = groups.flatMap(({ findings }) =>
    findings.map(({ finding, state }) => {
      const { subject } = finding;
      const cells = [
        finding.check,
        finding.rule,
        finding.severity,
        state,
        subject.cluster,
        subject.namespace ?? '',
        subject.kind,
        subject.name,
        finding.container ?? '',
        subject.team ?? '',
        new Date(finding.openedAtMs).toISOString(),
        finding.message,
        finding.instance,
      ];
      return cells.map(cellText).join('\t');
    }),
  );
  return `${[headings.join('\t'), ...lines].join('\n')}\n`;
}

/** A spreadsheet takes what begins like a formula for one. */
function cellText(text: string): string {
  const clean = visibleText(text).replace(/\t/g, ' ');
  return /^[=+\-@]/.test(clean) ? `'${clean}` : clean;
}
