import type { ClusterId } from '../../fleet/fleet-view.ts';
import { visibleText } from '../visible-text.ts';
import type { FieldDifference, FieldValue, ObjectDiff } from './object-diff.ts';

/** How a comparison prints. */
export interface ObjectDiffTextOptions {
  /** ANSI colours; for terminals without NO_COLOR. */
  readonly colour?: boolean;
  /** Clusters named per value before `and 12 more`; default 4. */
  readonly named?: number;
}

/**
 * A comparison as text: the fields that differ, each with its values and the clusters that have them. Of two clusters the first has `-` and the second `+`, as in any diff.
 * Ends with a line break.
 */
export function objectDiffText(diff: ObjectDiff, options: ObjectDiffTextOptions = {}): string {
  const lines = [headline(diff), ...diff.differences.flatMap((difference) => differenceLines(difference, diff, options))];
  if (diff.missing.length > 0) lines.push('', `not in ${named(diff.missing, options)}`);
  return `${lines.join('\n')}\n`;
}

function headline({ object, namespace, clusters, differences }: ObjectDiff): string {
  const where = clusters.length === 2 ? `${clusters[0]} and ${clusters[1]}` : `${clusters.length} clusters`;
  const what = visibleText(`${object}${namespace === undefined ? '' : ` in ${namespace}`}`);
  if (clusters.length < 2) return `${what}: only in ${clusters[0] ?? 'no cluster'}`;
  if (differences.length === 0) return `${what} is the same in ${where}`;
  return `${what}: ${differences.length} field${differences.length === 1 ? ' differs' : 's differ'} between ${where}`;
}

function differenceLines({ path, values }: FieldDifference, diff: ObjectDiff, options: ObjectDiffTextOptions): readonly string[] {
  const pair = diff.clusters.length === 2;
  return ['', visibleText(path), ...values.flatMap((value, i) => valueLines(value, pair ? (i === 0 ? '-' : '+') : ' ', options))];
}

function valueLines({ value, clusters }: FieldValue, mark: '-' | '+' | ' ', options: ObjectDiffTextOptions): readonly string[] {
  const where = mark === ' ' ? `${clusters.length}× ${named(clusters, options)}` : clusters.join(', ');
  const lines = valueText(value)
    .split('\n')
    .map((line) => visibleText(line));
  const coloured = lines.map((line) => colour(`  ${mark} ${line}`, mark, options));
  return lines.length === 1 ? [`${coloured[0]}   ${where}`] : [`    ${where}`, ...coloured];
}

/** Texts as they are, everything else as JSON; long maps are spread over lines. */
function valueText(value: unknown): string {
  if (value === undefined) return 'absent';
  if (typeof value === 'string') return value === '' ? '""' : value.replace(/\n$/, '');
  const text = JSON.stringify(value);
  return text.length > 100 ? JSON.stringify(value, undefined, 2) : text;
}

function named(clusters: readonly ClusterId[], { named: most = 4 }: ObjectDiffTextOptions): string {
  const more = clusters.length - most;
  return more > 1 ? `${clusters.slice(0, most).join(', ')} and ${more} more` : clusters.join(', ');
}

function colour(text: string, mark: '-' | '+' | ' ', options: ObjectDiffTextOptions): string {
  if (options.colour !== true || mark === ' ') return text;
  return `\x1b[${mark === '-' ? '31' : '32'}m${text}\x1b[0m`;
}
