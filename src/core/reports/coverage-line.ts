import type { Answer, Coverage, CoverageGap } from '../query/table.ts';
import { visibleText } from './visible-text.ts';
import { windowText } from './window-text.ts';

/** What may differ in a coverage line. */
export interface CoverageLineOptions {
  /** Rows skipped before the first one shown. */
  readonly offset?: number;
  /** Minutes that local time is ahead of UTC; default 0, and then times end in `Z`. */
  readonly utcOffsetMinutes?: number;
}

/**
 * The answer's signature and what it does not speak for, in one or two sentences:
 * `Found 1223 rows for 1 resource type in 148 clusters in 0.004 seconds. 2 clusters stale (shop-prod-3 since 12:03), 1 forbidden.`
 */
export function coverageLine(answer: Answer, options: CoverageLineOptions = {}): string {
  const gaps = gapSentence(answer.coverage, { nowMs: answer.nowMs, ...options });
  return gaps === '' ? foundSentence(answer, options.offset) : `${foundSentence(answer, options.offset)} ${gaps}`;
}

/**
 * `Found 1223 rows for 1 resource type in 148 clusters in 0.004 seconds.`, and which part of a table is shown where it is not all:
 * `…: first 50 of 12,345.` Source: kube-web-view's footer.
 */
export function foundSentence(answer: Answer, offset = 0): string {
  const rows = answer.tables.reduce((sum, table) => sum + table.rows.length, 0);
  const cut = answer.tables.filter((table) => table.rows.length < table.total);
  const windows = cut.map((table) => windowText(table, offset) + (answer.tables.length > 1 ? ` ${table.plural}` : ''));
  const types = count(answer.tables.length, 'resource type');
  const clusters = count(answer.coverage.asked.length, 'cluster');
  const seconds = answer.coverage.seconds.toFixed(3);
  return `Found ${count(rows, 'row')} for ${types} in ${clusters} in ${seconds} seconds${windows.length > 0 ? `: ${windows.join(', ')}` : ''}.`;
}

/** `2 clusters stale (shop-prod-3 since 12:03), 1 forbidden.`; empty when nothing is missing. */
export function gapSentence(coverage: Coverage, q: { readonly nowMs: number; readonly utcOffsetMinutes?: number }): string {
  const parts: string[] = [];
  for (const state of gapStates) {
    const clusters = oneGapPerCluster(coverage.gaps.filter((gap) => gap.state === state));
    if (clusters.length === 0) continue;
    const detail = gapDetail(state, clusters, q);
    parts.push(
      `${parts.length === 0 ? count(clusters.length, 'cluster') : clusters.length} ${state}${detail === '' ? '' : ` (${detail})`}`,
    );
  }
  const text = parts.join(', ');
  return text === '' ? '' : `${visibleText(text)}.`;
}

/** `147/148; stale=shop-prod-3; forbidden=a,b`: clusters that the answer fully speaks for, and those that it does not, by state. */
export function coverageHeader(coverage: Coverage): string {
  const gaps = coverage.gaps.filter(({ state }) => state !== 'not served');
  const missing = new Set(gaps.map(({ cluster }) => cluster));
  const parts = [`${coverage.asked.length - missing.size}/${coverage.asked.length}`];
  for (const state of gapStates) {
    const clusters = [...new Set(gaps.filter((gap) => gap.state === state).map(({ cluster }) => cluster))];
    if (clusters.length > 0) parts.push(`${state}=${shortened(clusters)}`);
  }
  return parts.join('; ');
}

/** In the order in which they are told: what is worst for the reader's trust first. */
const gapStates: readonly CoverageGap['state'][] = ['stale', 'unreachable', 'syncing', 'forbidden', 'not served'];

/** Clusters named in a sentence before it says `and 12 more`. */
const namedClusters = 3;
/** Clusters named in a header: at most 64 of up to 63 characters stay below the 8 KB that proxies allow for all headers. */
const headerClusters = 64;

function shortened(clusters: readonly string[]): string {
  const named = clusters.slice(0, headerClusters).join(',');
  return clusters.length > headerClusters ? `${named},+${clusters.length - headerClusters}` : named;
}

function oneGapPerCluster(gaps: readonly CoverageGap[]): readonly CoverageGap[] {
  return [...new Map(gaps.map((gap) => [gap.cluster, gap])).values()];
}

function gapDetail(state: CoverageGap['state'], gaps: readonly CoverageGap[], q: { nowMs: number; utcOffsetMinutes?: number }): string {
  if (state === 'not served') return gaps.length <= namedClusters ? gaps.map(({ cluster }) => cluster).join(', ') : '';
  const named = gaps.slice(0, namedClusters).map((gap) => `${gap.cluster}${gapReason(gap, q)}`);
  const more = gaps.length - named.length;
  return more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ');
}

function gapReason(gap: CoverageGap, q: { nowMs: number; utcOffsetMinutes?: number }): string {
  switch (gap.state) {
    case 'stale':
      return ` since ${clockText(gap.sinceMs, q)}`;
    case 'syncing':
      return gap.expected === undefined ? (gap.received > 0 ? ` ${gap.received} received` : '') : ` ${gap.received} of ${gap.expected}`;
    default:
      return gap.reason === '' ? '' : `: ${gap.reason}`;
  }
}

/** `12:03` of today, `2026-11-23 12:03` of another day; with a `Z` in UTC. */
function clockText(ms: number, q: { nowMs: number; utcOffsetMinutes?: number }): string {
  const shiftMs = (q.utcOffsetMinutes ?? 0) * 60_000;
  const [date, time] = [dayText(ms + shiftMs), new Date(ms + shiftMs).toISOString().slice(11, 16)];
  const text = date === dayText(q.nowMs + shiftMs) ? time : `${date} ${time}`;
  return q.utcOffsetMinutes === undefined ? `${text}Z` : text;
}

function dayText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
