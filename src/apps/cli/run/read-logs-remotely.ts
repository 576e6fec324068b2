import { HindsightError } from '../../../core/base/hindsight-error.ts';
import type { KeptLogLine } from '../../../core/kube/log-grep.ts';
import { type LogSource, logSourceKey } from '../../../core/kube/log-line.ts';
import { parseTime } from '../../../core/kube/parse-time.ts';
import type { LogMessage } from '../../../core/wire/log-schema.ts';
import type { HindsightClient } from '../../../edge/apiclient/hindsight-client.ts';
import { streamLogs } from '../../../edge/apiclient/stream-logs.ts';
import type { LogEntry } from '../../../edge/collector/log-entry.ts';
import type { CommandInput } from '../command.ts';
import { concludeLogs, isOnePod } from './conclude-logs.ts';
import { LogPrinter } from './log-printer.ts';
import { readLogQueries } from './read-log-query.ts';

/** Prints logs as a server reads them. */
export async function readLogsRemotely(input: CommandInput, remote: HindsightClient, form: 'json' | 'raw' | undefined): Promise<number> {
  const { terminal, flags } = input;
  if (flags.has('max-streams')) throw new HindsightError('usage', '--max-streams is for logs read directly; a server has its own ceilings');
  const contexts = flags.list('context');
  const queries = readLogQueries(input, {
    clusters: contexts.length === 0 ? ['_all'] : contexts,
    defaultNamespaces: ['_all'],
    severalClusters: true,
    nowMs: Date.now(),
  });
  const [query, ...more] = queries;
  if (query === undefined || more.length > 0)
    throw new HindsightError('usage', 'with --server, name pods or objects of one resource at a time');
  const printer = new LogPrinter(terminal, {
    form,
    timestamps: flags.has('timestamps'),
    several: !isOnePod(queries),
    severalClusters: true,
  });
  const sources = new KnownSources();
  let opened = 0;
  for await (const messages of streamLogs(remote, query, terminal.signal)) {
    for (const message of messages) if (message.type === 'end') opened = message.containers;
    await printer.print(messages.flatMap((message) => entryOf(message, sources)));
  }
  return concludeLogs(input, { printer, query, opened });
}

function entryOf(message: LogMessage, sources: KnownSources): readonly LogEntry[] {
  switch (message.type) {
    case 'line': {
      const { type: _, cluster, namespace, pod, container, ...line } = message;
      return [
        {
          type: 'line',
          source: sources.one({ cluster, namespace, pod, container }),
          line: { ...line, atMs: parseTime(line.time) ?? 0 } as KeptLogLine,
        },
      ];
    }
    case 'note':
      return [{ type: 'note', source: message.source, text: message.text, isTrouble: message.isTrouble }];
    case 'dropped': {
      const { cluster, namespace, pod, container, count } = message;
      return [{ type: 'dropped', source: { cluster, namespace, pod, container }, count }];
    }
    default:
      return [];
  }
}

/** One object for each container, as those have who print by it. */
class KnownSources {
  readonly #known = new Map<string, LogSource>();

  one(source: LogSource): LogSource {
    const key = logSourceKey(source);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, source);
    return source;
  }
}
