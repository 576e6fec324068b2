import { setFlagsFromString } from 'node:v8';
import { seededRandom } from '../../../core/base/random.ts';
import { everything } from '../../../core/fleet/fleet-view.ts';
import type { LogQuery } from '../../../core/query/log-query.ts';
import type { LogEntry } from '../../../edge/collector/log-entry.ts';
import { LogPlaces } from '../../../edge/collector/log-places.ts';
import { systemClock, systemTimers } from '../../../edge/collector/system-timers.ts';
import { composeFleet } from '../../server/compose-fleet.ts';
import { directPodFeed } from '../../server/logs/pod-feed.ts';
import { readLogs } from '../../server/logs/tail-logs.ts';
import type { CommandInput } from '../command.ts';
import { userAgent } from '../user-agent.ts';
import { concludeLogs, isOnePod } from './conclude-logs.ts';
import { defaultNamespaces } from './default-namespaces.ts';
import { LogPrinter } from './log-printer.ts';
import { openTargets } from './open-targets.ts';
import { readLogQueries } from './read-log-query.ts';
import { readOutputForm } from './read-output-form.ts';
import { remoteFleet } from './remote-fleet.ts';

const standardStreams = 50;

/** Prints logs; exit 1 when a named pod is nowhere, 3 when nothing of what was asked could be read. */
export async function runLogs(input: CommandInput): Promise<number> {
  const { terminal, flags } = input;
  const form = readOutputForm(input, ['json', 'raw']);
  const remote = remoteFleet(input);
  if (remote !== undefined) {
    const { readLogsRemotely } = await import('./read-logs-remotely.ts');
    return readLogsRemotely(input, remote, form);
  }
  const targets = await openTargets(input);
  const queries = readLogQueries(input, {
    clusters: ['_all'],
    defaultNamespaces: defaultNamespaces(targets),
    severalClusters: targets.length > 1,
    nowMs: systemClock.nowMs(),
  });
  if (flags.has('follow')) keepYoungSpaceSmall();
  const [query] = queries as readonly [LogQuery, ...LogQuery[]];
  const streams = flags.integer('max-streams', { min: 1, max: 10_000 }) ?? standardStreams;
  const fleet = composeFleet({ targets, mode: 'once', userAgent: userAgent(), env: input.env });
  const api = (cluster: string): ReturnType<typeof fleet.source.apiServer> => fleet.source.apiServer(cluster);
  const random = seededRandom(`${systemClock.nowMs()}`);
  try {
    const { tail, batches } = await readLogs(
      {
        answering: fleet,
        api,
        clock: systemClock,
        timers: systemTimers,
        random,
        places: new LogPlaces({ total: streams, perCluster: streams }),
        feed: directPodFeed({ api, timers: systemTimers, random }),
      },
      {
        queries: queries as readonly [LogQuery, ...LogQuery[]],
        scope: everything,
        signal: terminal.signal,
        whenBehind: query.follow && terminal.interactive ? 'drop' : 'wait',
      },
    );
    const printer = new LogPrinter(terminal, {
      form,
      timestamps: flags.has('timestamps'),
      several: !isOnePod(queries),
      severalClusters: targets.length > 1,
    });
    await printAll(input, { batches, printer, refused: () => tail.refused, opened: () => tail.opened });
    return concludeLogs(input, { printer, query, opened: tail.opened });
  } finally {
    terminal.progress(undefined);
    await fleet.stop();
  }
}

/** Prints everything that comes, and says when containers are left out. */
async function printAll(
  { terminal }: CommandInput,
  q: { readonly batches: AsyncIterable<readonly LogEntry[]>; readonly printer: LogPrinter; refused(): number; opened(): number },
): Promise<void> {
  let said = 0;
  terminal.progress('looking for pods');
  for await (const entries of q.batches) {
    await q.printer.print(entries);
    if (q.refused() === said) continue;
    said = q.refused();
    terminal.note(
      `${q.opened()} containers are followed, ${said} more are not: --max-streams ${q.opened() + said} takes them all, -c or names choose.`,
    );
  }
}

/** Lines die young, and there is always another burst of them: without this the young generation grows to what the largest burst wanted, and stays (100 MB were seen). */
function keepYoungSpaceSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
