import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { parseDuration } from '../../../core/kube/duration.ts';
import { parseTime } from '../../../core/kube/parse-time.ts';
import { type LogQuery, logQuery } from '../../../core/query/log-query.ts';
import { isGlob } from '../../../core/query/name-patterns.ts';
import type { CommandInput } from '../command.ts';
import { readPlace } from './read-query.ts';

/** Lines of each container where nothing is said: enough to see what happens, few enough to be read. */
const tailOfSeveral = 200;
const tailWhenFollowing = 10;

/** The questions of `hindsight logs`, one for each resource named; `defaultNamespaces` stand in where neither -n nor -A is given. HindsightError `usage`. */
export function readLogQueries(
  input: CommandInput,
  q: {
    readonly defaultNamespaces: readonly string[];
    readonly clusters: readonly string[];
    readonly severalClusters: boolean;
    readonly nowMs: number;
  },
): readonly LogQuery[] {
  const { flags } = input;
  const targets = readLogTargets(input);
  const place = readPlace(flags, q);
  const around = flags.integer('around', { min: 0, max: 1000 }) ?? 0;
  const follow = flags.has('follow');
  const previous = flags.has('previous');
  if (follow && previous) throw new HindsightError('usage', '--previous cannot be followed: that log has ended');
  const single = targets.length === 1 && isOnePod(targets[0] as LogTargetWords) && !q.severalClusters;
  return targets.map(({ resource, names }) =>
    logQuery({
      clusters: place.clusters,
      namespaces: place.namespaces ?? ['_all'],
      resource,
      names,
      selector: flags.text('selector') ?? '',
      containers: flags.list('container'),
      follow,
      previous,
      tailLines: readTail(input, single ? undefined : follow ? tailWhenFollowing : tailOfSeveral),
      sinceMs: readSince(input, q.nowMs),
      grep: flags.text('grep') ?? '',
      invert: flags.has('invert-match'),
      before: flags.integer('before', { min: 0, max: 1000 }) ?? around,
      after: flags.integer('after', { min: 0, max: 1000 }) ?? around,
    }),
  );
}

interface LogTargetWords {
  readonly resource: string;
  readonly names: readonly string[];
}

/** `web-1 web-2` are pods; `deploy/web svc/web` name resources. */
function readLogTargets({ words, flags }: CommandInput): readonly LogTargetWords[] {
  if (words.length === 0) {
    if (flags.has('selector')) return [{ resource: 'pods', names: [] }];
    throw new HindsightError('usage', 'say whose logs', {
      hint: 'For example `hindsight logs deploy/web -f`, a pod by name, or -l app=web.',
    });
  }
  const byResource = new Map<string, string[]>();
  for (const word of words) {
    const [first = '', second, ...more] = word.split('/');
    if (more.length > 0 || first === '' || second === '') throw new HindsightError('usage', `"${word}" is neither POD nor RESOURCE/NAME`);
    const [resource, name] = second === undefined ? ['pods', first] : [first, second];
    byResource.set(resource, [...(byResource.get(resource) ?? []), name]);
  }
  return [...byResource].map(([resource, names]) => ({ resource, names }));
}

function isOnePod({ resource, names }: LogTargetWords): boolean {
  const [name] = names;
  return ['pods', 'pod', 'po'].includes(resource) && names.length === 1 && name !== undefined && !isGlob(name);
}

function readTail({ flags }: CommandInput, standard: number | undefined): number | undefined {
  const text = flags.text('tail');
  if (text === 'all' || text === '-1') return undefined;
  if (text === undefined) return flags.has('since') || flags.has('since-time') ? undefined : standard;
  return flags.integer('tail', { min: 0, max: 10_000_000 });
}

function readSince({ flags }: CommandInput, nowMs: number): number | undefined {
  const [since, sinceTime] = [flags.text('since'), flags.text('since-time')];
  if (since !== undefined && sinceTime !== undefined) throw new HindsightError('usage', 'either --since or --since-time');
  if (since !== undefined) {
    const ms = parseDuration(since);
    if (ms !== undefined) return nowMs - ms;
    throw new HindsightError('usage', `--since takes a duration such as 15m or 1h30m, not "${since}"`);
  }
  if (sinceTime === undefined) return undefined;
  const atMs = parseTime(sinceTime);
  if (atMs !== null) return atMs;
  throw new HindsightError('usage', `--since-time takes a time such as 2026-11-01T03:12:00Z, not "${sinceTime}"`);
}
