import { HindsightError } from '../../core/base/hindsight-error.ts';
import type { ClusterFacts } from '../../core/fleet/fleet-view.ts';
import type { Answer } from '../../core/query/table.ts';
import type { TableQuery } from '../../core/query/table-query.ts';
import { tableQueryToUrl } from '../../core/query/table-query-url.ts';
import { answerFromWire } from '../../core/wire/answer-from-wire.ts';
import { answerSchema } from '../../core/wire/answer-schema.ts';
import { clustersFromWire, clustersSchema } from '../../core/wire/clusters-schema.ts';
import { errorFromWire, errorSchema } from '../../core/wire/error-schema.ts';

/** Our own API, typed. Every failure is a HindsightError: the server's own, `unauthorized`, or `server-unreachable`. */
export interface HindsightClient {
  /** Address without token, for messages. */
  readonly url: string;
  clusters(signal: AbortSignal): Promise<readonly ClusterFacts[]>;
  answer(query: TableQuery, signal: AbortSignal): Promise<Answer>;
  /** The whole objects of an answer as the server writes them. */
  objects(query: TableQuery, form: 'json' | 'yaml', signal: AbortSignal): Promise<string>;
  /** Where and with which headers a live table is opened. */
  readonly live: { readonly url: string; readonly headers: Readonly<Record<string, string>> };
}

/** Where a server is, and what opens it. */
export interface ServerAddress {
  readonly url: string;
  readonly token: string | undefined;
}

/** Opens a client; asks nothing yet. `token` is sent as bearer. */
export function openHindsightClient({ url, token }: ServerAddress): HindsightClient {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const get = async (path: string, accept: string, signal: AbortSignal): Promise<string> => {
    const response = await reach(url, () => fetch(url + path, { headers: { ...headers, accept }, signal }), signal);
    const body = await reach(url, () => response.text(), signal);
    if (response.ok) return body;
    throw refusal(url, response.status, body);
  };
  return {
    url,
    live: { url: `${url.replace(/^http/, 'ws')}/api/live`, headers },
    clusters: async (signal) => clustersFromWire(clustersSchema.parse(JSON.parse(await get('/clusters', 'application/json', signal)))),
    answer: async (query, signal) =>
      answerFromWire(answerSchema.parse(JSON.parse(await get(tableQueryToUrl(query), 'application/json', signal)))),
    objects: (query, form, signal) => {
      const path = tableQueryToUrl(query, { extra: [['objects', '1']] });
      return get(path, form === 'json' ? 'application/json' : 'application/yaml', signal);
    },
  };
}

async function reach<T>(url: string, request: () => Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await request();
  } catch (error) {
    if (signal.aborted) throw error;
    const cause = (error as { cause?: Error }).cause?.message ?? (error as Error).message;
    throw new HindsightError('server-unreachable', `${url} did not answer: ${cause}`, { cause: error });
  }
}

/** The server's own error where the body tells one. */
function refusal(url: string, status: number, body: string): HindsightError {
  const parsed = errorSchema.safeParse(jsonOrUndefined(body));
  return parsed.success
    ? errorFromWire(parsed.data)
    : new HindsightError('server-unreachable', `${url} answered ${status}, which is not Hindsight's`);
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
