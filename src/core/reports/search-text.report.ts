import { humanDuration } from '../kube/duration.ts';
import type { SearchAnswer, SearchMatch, SearchResult } from '../query/search/search-answer.ts';
import { clusterCounts, kindCounts } from './search-line.ts';
import { matchPlace, snippetParts } from './search-snippet.ts';
import { columnWidth, paddedLine } from './text-grid.ts';
import { visibleText } from './visible-text.ts';

/** How results print. */
export interface SearchTextOptions {
  /** Age and labels too. */
  readonly wide?: boolean;
  /** Default true. */
  readonly headings?: boolean;
  /** ANSI colour for what matched; for terminals without NO_COLOR. */
  readonly colour?: boolean;
}

/** Characters shown around what matched: enough for an image with its registry. */
const textContext = 60;

/** Fields besides the name that are told of one result. */
const toldMatches = 2;

/** Results as aligned lines, best first: where, what, and which field matched. Ends with a line break unless empty. */
export function searchText(answer: SearchAnswer, options: SearchTextOptions = {}): string {
  if (answer.results.length === 0) return '';
  const headings = ['CLUSTER', 'NAMESPACE', 'KIND', 'NAME', ...(options.wide === true ? ['AGE', 'LABELS'] : []), 'MATCH'];
  const rows = answer.results.map((result) => rowOf(result, answer.nowMs, options));
  const shown = options.headings === false ? rows : [headings, ...rows];
  const widths = headings.map((heading, c) =>
    columnWidth(
      options.headings === false ? '' : heading,
      rows.map((row) => row[c] as string),
    ),
  );
  return shown.map((row) => `${paddedLine(row, widths).trimEnd()}\n`).join('');
}

/** How many of what, and where: two lines at most, none where there is one kind in one cluster. */
export function searchCountsText(answer: SearchAnswer): string {
  const [kinds, clusters] = [kindCounts(answer), clusterCounts(answer)];
  return `${kinds === '' ? '' : `${visibleText(kinds)}\n`}${clusters === '' ? '' : `in ${visibleText(clusters)}\n`}`;
}

/** One `kind/name` for each result, as `-o name` of kubectl. */
export function searchNames({ results }: SearchAnswer): string {
  return results.map(({ kind, resource, name }) => `${visibleText(kindName(kind, resource))}/${visibleText(name)}\n`).join('');
}

function kindName(kind: string, resource: string): string {
  const dot = resource.indexOf('.');
  return kind.toLowerCase() + (dot < 0 ? '' : resource.slice(dot));
}

function rowOf(result: SearchResult, nowMs: number, { wide, colour }: SearchTextOptions): readonly string[] {
  const age = result.createdMs === null ? '' : humanDuration(nowMs - result.createdMs);
  const labels = result.labels.map(([key, value]) => `${key}=${value}`).join(',');
  const place = result.resource === 'clusters' ? '' : result.cluster;
  return [
    visibleText(result.stale ? `${place} (stale)`.trim() : place),
    visibleText(result.namespace ?? ''),
    visibleText(result.kind),
    visibleText(result.name),
    ...(wide === true ? [age, visibleText(labels)] : []),
    matchText(result.matches, colour === true),
  ];
}

function matchText(matches: readonly SearchMatch[], colour: boolean): string {
  const told = matches.filter(({ field }) => field !== 'name').slice(0, toldMatches);
  return told.map((match) => `${visibleText(matchPlace(match))} ${snippetText(match, colour)}`).join('; ');
}

function snippetText(match: SearchMatch, colour: boolean): string {
  const parts = snippetParts(match, textContext);
  const whole = parts.map(({ text }) => text).join('');
  const shown = parts.map(({ text, marked }) => (colour && marked ? `\x1b[1m${visibleText(text)}\x1b[0m` : visibleText(text))).join('');
  return `${match.text.startsWith(whole) ? '' : '…'}${shown}${match.text.endsWith(whole) ? '' : '…'}`;
}
