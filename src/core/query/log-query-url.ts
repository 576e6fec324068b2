import { HindsightError } from '../base/hindsight-error.ts';
import { parseDuration } from '../kube/duration.ts';
import { parseTime } from '../kube/parse-time.ts';
import { type LogQuery, logQuery } from './log-query.ts';

/** The parts of the address of logs, decoded. */
export interface LogSegments {
  readonly clusters: string;
  readonly namespaces: string;
  readonly resource: string;
  readonly name: string;
}

/** Source: kube-web-view's default of `tail_lines`. COMPAT. */
const standardTail = 200;
const mostTail = 100_000;
const mostAround = 1_000;

/**
 * The question that an address of logs asks: `…/{plural}/{name}/logs?container=&tail_lines=&filter=&grep=&since=&previous=&follow=`. HindsightError `query-invalid` with
 * the place for a parameter that is not understood.
 */
export function logQueryFromUrl(segments: LogSegments, params: Iterable<readonly [string, string]>, nowMs: number): LogQuery {
  const given = new Map<string, string>();
  for (const [name, value] of params) if (!given.has(name)) given.set(name, value);
  const text = (name: string): string => given.get(name)?.trim() ?? '';
  const isOn = (name: string): boolean => !['', '0', 'false', 'no'].includes(text(name));
  const around = count('around', text('around'), mostAround) ?? 0;
  return logQuery({
    clusters: list(segments.clusters, ['_all']),
    namespaces: list(segments.namespaces, ['_all']),
    resource: segments.resource,
    names: list(segments.name, []).filter((name) => name !== '_all'),
    selector: text('selector'),
    containers: list(text('container'), []),
    follow: isOn('follow'),
    previous: isOn('previous'),
    tailLines: text('tail_lines') === 'all' ? undefined : (count('tail_lines', text('tail_lines'), mostTail) ?? standardTail),
    sinceMs: since(text('since'), nowMs),
    filter: given.get('filter') ?? '',
    grep: given.get('grep') ?? '',
    invert: isOn('invert'),
    before: count('before', text('before'), mostAround) ?? around,
    after: count('after', text('after'), mostAround) ?? around,
  });
}

/** The address of a question, which `logQueryFromUrl` reads back. */
export function logQueryToUrl(query: LogQuery): string {
  const names = query.names.length === 0 ? '_all' : query.names.join(',');
  const path = ['clusters', query.clusters.join(','), 'namespaces', query.namespaces.join(','), query.resource, names, 'logs'];
  const params = new URLParts();
  params.add('selector', query.selector);
  params.add('container', query.containers.join(','));
  params.add('tail_lines', query.tailLines === undefined ? 'all' : query.tailLines === standardTail ? '' : String(query.tailLines));
  params.add('since', query.sinceMs === undefined ? '' : new Date(query.sinceMs).toISOString());
  params.add('previous', query.previous ? '1' : '');
  params.add('follow', query.follow ? '1' : '');
  params.add('filter', query.filter);
  params.add('grep', query.grep);
  params.add('invert', query.invert ? '1' : '');
  params.add('before', query.before === 0 ? '' : String(query.before));
  params.add('after', query.after === 0 ? '' : String(query.after));
  return `/${path.map((part) => encodeURIComponent(part).replaceAll('%2C', ',')).join('/')}${params.text}`;
}

class URLParts {
  #text = '';

  get text(): string {
    return this.#text;
  }

  add(name: string, value: string): void {
    if (value !== '') this.#text += `${this.#text === '' ? '?' : '&'}${name}=${encodeURIComponent(value.toWellFormed())}`;
  }
}

function list(text: string, standard: readonly string[]): readonly string[] {
  const words = text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  return words.length === 0 ? standard : words;
}

function count(name: string, text: string, most: number): number | undefined {
  if (text === '') return undefined;
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number <= most) return number;
  throw invalid(name, text, `The ${name} "${text}" is no count of lines.`, `Write a whole number from 0 to ${most.toLocaleString('en')}.`);
}

/** A duration or a time. */
function since(text: string, nowMs: number): number | undefined {
  if (text === '') return undefined;
  const ms = parseDuration(text);
  const atMs = ms === undefined ? parseTime(text) : nowMs - ms;
  if (atMs !== null) return atMs;
  throw invalid('since', text, `"${text}" is neither a duration nor a time.`, 'Write 15m, 1h30m or 2026-11-01T03:12:00Z.');
}

function invalid(source: string, text: string, message: string, hint: string): HindsightError {
  return new HindsightError('query-invalid', message, { hint, place: { source, text, offset: 0, length: text.length } });
}
