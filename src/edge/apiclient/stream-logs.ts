import { HindsightError } from '../../core/base/hindsight-error.ts';
import type { LogQuery } from '../../core/query/log-query.ts';
import { logQueryToUrl } from '../../core/query/log-query-url.ts';
import { errorFromWire, errorSchema } from '../../core/wire/error-schema.ts';
import { type LogMessage, logMessageSchema } from '../../core/wire/log-schema.ts';
import type { HindsightClient } from './hindsight-client.ts';

/** Logs as a server reads them, some messages at a time. Throws HindsightError when the server refuses, does not answer, or goes away before the end. */
export async function* streamLogs(
  client: Pick<HindsightClient, 'url' | 'live'>,
  query: LogQuery,
  signal: AbortSignal,
): AsyncGenerator<readonly LogMessage[]> {
  const response = await fetch(client.url + logQueryToUrl(query), {
    headers: { ...client.live.headers, accept: 'application/x-ndjson, application/json' },
    signal,
  }).catch((error: unknown) => {
    throw unreachable(client.url, error);
  });
  if (!response.ok) throw await refusal(client.url, response);
  const decoder = new TextDecoder();
  let rest = '';
  let ended = false;
  try {
    for await (const chunk of response.body ?? []) {
      const text = rest + decoder.decode(chunk as Uint8Array, { stream: true });
      const last = text.lastIndexOf('\n');
      rest = text.slice(last + 1);
      if (last < 0) continue;
      const messages = text.slice(0, last).split('\n').map(parseMessage);
      ended ||= messages.some(({ type }) => type === 'end');
      yield messages;
    }
  } catch (error) {
    if (signal.aborted) return;
    throw unreachable(client.url, error);
  }
  if (!ended && !signal.aborted) throw new HindsightError('server-unreachable', `${client.url} went away before the logs had ended`);
}

/** Lines are many and come from our own server: only what is rare is checked. */
function parseMessage(line: string): LogMessage {
  const value = JSON.parse(line) as LogMessage;
  return value.type === 'line' ? value : logMessageSchema.parse(value);
}

function unreachable(url: string, error: unknown): unknown {
  if (error instanceof HindsightError) return error;
  const cause = (error as { cause?: Error }).cause?.message ?? (error as Error).message;
  return new HindsightError('server-unreachable', `${url} did not answer: ${cause}`, { cause: error });
}

async function refusal(url: string, response: Response): Promise<HindsightError> {
  try {
    return errorFromWire(errorSchema.parse(await response.json()));
  } catch {
    return new HindsightError('server-unreachable', `${url} answered ${response.status}, which is not Hindsight's`);
  }
}
