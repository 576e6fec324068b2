import { HindsightError } from '../../core/base/hindsight-error.ts';
import type { ClusterFacts } from '../../core/fleet/fleet-view.ts';
import type { AnswerObject } from '../../core/query/answer-objects.ts';
import type { SearchAnswer } from '../../core/query/search/search-answer.ts';
import type { SearchQuery } from '../../core/query/search/search-query.ts';
import { searchQueryToUrl } from '../../core/query/search/search-query-url.ts';
import type { Answer } from '../../core/query/table.ts';
import type { TableQuery } from '../../core/query/table-query.ts';
import { tableQueryToUrl } from '../../core/query/table-query-url.ts';
import type { DescribedAnswer } from '../../core/reports/describe/described-answer.ts';
import type { StoryVerdict } from '../../core/stories/story-verdict.ts';
import { answerFromWire } from '../../core/wire/answer-from-wire.ts';
import { answerSchema } from '../../core/wire/answer-schema.ts';
import { clustersFromWire, clustersSchema } from '../../core/wire/clusters-schema.ts';
import { describeSchema } from '../../core/wire/describe-schema.ts';
import { errorFromWire, errorSchema } from '../../core/wire/error-schema.ts';
import { findingsSchema, type WireFindings } from '../../core/wire/findings-schema.ts';
import { searchFromWire, searchSchema } from '../../core/wire/search-schema.ts';
import { storyAnswerSchema, storyVerdictFromWire } from '../../core/wire/story-schema.ts';
import { describedFromWire } from './described-from-wire.ts';
import { objectsFromWire } from './objects-from-wire.ts';

/** Our own API, typed. Every failure is a HindsightError: the server's own, `unauthorized`, or `server-unreachable`. */
export interface HindsightClient {
  /** Address without token, for messages. */
  readonly url: string;
  clusters(signal: AbortSignal): Promise<readonly ClusterFacts[]>;
  answer(query: TableQuery, signal: AbortSignal, q?: { readonly explain?: boolean }): Promise<Answer>;
  search(query: SearchQuery, signal: AbortSignal): Promise<SearchAnswer>;
  /** What the checks find, by the parameters of `/api/findings`. */
  findings(params: URLSearchParams, signal: AbortSignal): Promise<WireFindings>;
  /** The whole objects of an answer, in the order of its rows. */
  objects(query: TableQuery, answer: Answer, signal: AbortSignal): Promise<readonly AnswerObject[]>;
  /** The objects of a question, each described with what belongs to it. */
  describe(query: TableQuery, signal: AbortSignal): Promise<DescribedAnswer>;
  /** Could a story happen in the clusters of the server; undefined when it has judged none yet. */
  storyVerdict(id: string, signal: AbortSignal): Promise<StoryVerdict | undefined>;
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
    answer: async (query, signal, { explain = false } = {}) => {
      const path = listAddress(query, 'rows') + (explain ? '&explain=1' : '');
      return answerFromWire(answerSchema.parse(JSON.parse(await get(path, 'application/json', signal))));
    },
    describe: async (query, signal) =>
      describedFromWire(describeSchema.parse(JSON.parse(await get(listAddress(query, 'descriptions'), 'application/json', signal)))),
    storyVerdict: async (id, signal) => {
      const { verdict } = storyAnswerSchema.parse(JSON.parse(await get(`/stories/${encodeURIComponent(id)}`, 'application/json', signal)));
      return verdict === null ? undefined : storyVerdictFromWire(verdict);
    },
    search: async (query, signal) =>
      searchFromWire(searchSchema.parse(JSON.parse(await get(searchQueryToUrl(query), 'application/json', signal)))),
    findings: async (params, signal) => {
      const all = new URLSearchParams([...params, ['limit', '100000']]);
      return findingsSchema.parse(JSON.parse(await get(`/api/findings?${all}`, 'application/json', signal)));
    },
    objects: async (query, { coverage }, signal) =>
      objectsFromWire(JSON.parse(await get(listAddress(query, 'objects'), 'application/json', signal)), coverage.asked),
  };
}

/** The address of a list as a program asks it: namespaces may be named for any resource, and the form does not depend on the names. */
export function listAddress(query: TableQuery, what: 'rows' | 'objects' | 'descriptions'): string {
  return tableQueryToUrl(query, {
    extra: [
      ['scope', 'any'],
      ['objects', what === 'objects' ? '1' : '0'],
      ...(what === 'descriptions' ? ([['describe', '1']] as const) : []),
    ],
  });
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
