import { type ClusterExamination, type DoctorFinding, worstFinding } from '../kube/cluster-examination.ts';
import { displayWidth } from './display-width.ts';
import { visibleText } from './visible-text.ts';

const signs = { broken: '✕', warning: '!', note: '·' } as const;
const colours = { broken: '\x1b[31m', warning: '\x1b[33m', note: '\x1b[2m' } as const;
const shownClusters = 6;

/** Examinations for a person: a line for each cluster, then each trouble once, with the clusters that have it and what to do. */
export function doctorText(
  examinations: readonly ClusterExamination[],
  look: { readonly colour: boolean; readonly notes: boolean },
): string {
  const rows = examinations.map((examination) => rowOf(examination));
  const heading = ['CLUSTER', 'VERSION', 'LATENCY', 'AS', 'VERDICT'];
  const widths = heading.map((name, i) => Math.max(...[name, ...rows.map((row) => row[i] as string)].map(displayWidth)));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, i) => (i === cells.length - 1 ? cell : cell + ' '.repeat((widths[i] as number) - displayWidth(cell)))).join('  ');
  const groups = groupedFindings(examinations).filter(({ finding }) => look.notes || finding.severity !== 'note');
  const troubles = groups.map(({ finding, clusters }) => groupText(finding, clusters, look.colour));
  return `${[line(heading), ...rows.map(line)].join('\n')}\n${troubles.length === 0 ? '' : `\n${troubles.join('')}`}`;
}

/** `148 clusters examined in 3.2 seconds: 145 fine, 2 with warnings, 1 broken.` */
export function doctorSummary(examinations: readonly ClusterExamination[], seconds: number): string {
  const broken = examinations.filter((one) => worstFinding(one)?.severity === 'broken').length;
  const warned = examinations.filter((one) => worstFinding(one)?.severity === 'warning').length;
  const fine = examinations.length - broken - warned;
  const parts = [`${fine} fine`, ...(warned > 0 ? [`${warned} with warnings`] : []), ...(broken > 0 ? [`${broken} broken`] : [])];
  return `${examinations.length} cluster${examinations.length === 1 ? '' : 's'} examined in ${seconds.toFixed(3)} seconds: ${parts.join(', ')}.`;
}

function rowOf(examination: ClusterExamination): readonly string[] {
  const { cluster, version, latencyMs, user, credential } = examination;
  const worst = worstFinding(examination);
  const verdict = worst === undefined ? '✓ fine' : `${signs[worst.severity]} ${visibleText(worst.text)}`;
  const as = user === undefined || user === '' ? credential : `${user} (${credential})`;
  return [
    visibleText(cluster),
    visibleText(version ?? '-'),
    latencyMs === undefined ? '-' : `${Math.round(latencyMs)} ms`,
    visibleText(as),
    verdict,
  ];
}

interface FindingGroup {
  readonly finding: DoctorFinding;
  readonly clusters: string[];
}

/** The same words are the same trouble; the worst and most frequent first. */
function groupedFindings(examinations: readonly ClusterExamination[]): readonly FindingGroup[] {
  const groups = new Map<string, FindingGroup>();
  for (const { cluster, findings } of examinations)
    for (const finding of findings) {
      const key = `${finding.severity} ${finding.check} ${finding.text}`;
      const group = groups.get(key) ?? { finding, clusters: [] };
      group.clusters.push(cluster);
      groups.set(key, group);
    }
  const order = { broken: 0, warning: 1, note: 2 } as const;
  return [...groups.values()].sort(
    (a, b) => order[a.finding.severity] - order[b.finding.severity] || b.clusters.length - a.clusters.length,
  );
}

function groupText({ severity, text, remedy }: DoctorFinding, clusters: readonly string[], colour: boolean): string {
  const more = clusters.length - shownClusters;
  const names = clusters.slice(0, shownClusters).map(visibleText).join(', ') + (more > 0 ? ` and ${more} more` : '');
  const sign = colour ? `${colours[severity]}${signs[severity]}\x1b[0m` : signs[severity];
  return `${sign} ${visibleText(text)}\n    ${names}\n    → ${visibleText(remedy)}\n`;
}
