import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { everything } from '../../../core/fleet/fleet-view.ts';
import { parseSearch } from '../../../core/query/search/parse-search.ts';
import type { SearchAnswer } from '../../../core/query/search/search-answer.ts';
import { SearchIndex } from '../../../core/query/search/search-index.ts';
import {
  asksAnything,
  defaultSearchLimit,
  defaultSearchTypes,
  mostSearchResults,
  type SearchQuery,
  searchQuery,
} from '../../../core/query/search/search-query.ts';
import { searchJson } from '../../../core/reports/search-json.report.ts';
import { searchLine } from '../../../core/reports/search-line.ts';
import { searchCountsText, searchNames, searchText } from '../../../core/reports/search-text.report.ts';
import { visibleText } from '../../../core/reports/visible-text.ts';
import { askSearch } from '../../server/ask-search.ts';
import { composeFleet } from '../../server/compose-fleet.ts';
import type { CommandInput } from '../command.ts';
import { userAgent } from '../user-agent.ts';
import { openTargets } from './open-targets.ts';
import { readOutputForm } from './read-output-form.ts';
import { readPlace, readRequiredShare } from './read-query.ts';
import { remoteFleet } from './remote-fleet.ts';

const forms = ['wide', 'json', 'name'] as const;

/** Prints what was found, best first; exit 3 when too few clusters answered. */
export async function runSearch(input: CommandInput): Promise<number> {
  const { terminal } = input;
  const form = readOutputForm(input, forms);
  const required = readRequiredShare(input);
  const query = readSearch(input);
  const remote = remoteFleet(input);
  const answer = remote === undefined ? await searchDirectly(input, query) : await remote.search(query, terminal.signal);
  terminal.progress(undefined);
  if (terminal.signal.aborted) return 130;
  await terminal.write(textOf(answer, form, input));
  return conclude(input, answer, { required, counts: form === undefined || form === 'wide' });
}

/** The question, checked before anything is read. */
function readSearch({ words, flags }: CommandInput): SearchQuery {
  const { clusters, namespaces = [] } = readPlace(flags, { clusters: ['_all'], defaultNamespaces: ['_all'] });
  const text = words.join(' ');
  parseSearch(text);
  const types = flags.list('types');
  const query = searchQuery({
    // Types are meant exactly: clusters are no answer to `--types pods`.
    text: types.length === 0 ? text : `${text} kind:${types.join(',')}`,
    clusters,
    namespaces,
    selector: flags.text('selector') ?? '',
    limit: flags.integer('limit', { min: 0, max: mostSearchResults }) ?? defaultSearchLimit,
  });
  if (asksAnything(query)) return query;
  throw new HindsightError('usage', 'say what to search', {
    hint: 'For example `hindsight search price-feed`, or `hindsight search 10.2.7.31 --types pods`.',
  });
}

async function searchDirectly(input: CommandInput, query: SearchQuery): Promise<SearchAnswer> {
  const { terminal, flags, env } = input;
  const timeout = flags.integer('timeout', { min: 1, max: 600 });
  const fleet = composeFleet({
    targets: await openTargets(input),
    mode: 'once',
    userAgent: userAgent(),
    env,
    ...(timeout !== undefined && { openDeadlineMs: timeout * 1000 }),
  });
  const chosen = parseSearch(query.text).kinds.length > 0;
  const asked = chosen ? query : { ...query, types: defaultSearchTypes };
  try {
    const { answer } = await askSearch(fleet, {
      query: asked,
      scope: everything,
      signal: terminal.signal,
      index: new SearchIndex(),
      onProgress: (done, total) => terminal.progress(`${done} of ${total} clusters`),
    });
    return chosen ? answer : { ...answer, notices: [...answer.notices, defaultNotice] };
  } finally {
    await fleet.stop();
  }
}

const defaultNotice = `Read and searched: ${defaultSearchTypes.join(', ')}. --types names others; --server searches everything that a server has synced.`;

function textOf(answer: SearchAnswer, form: (typeof forms)[number] | undefined, { terminal, flags }: CommandInput): string {
  if (form === 'json') return searchJson(answer, 2);
  if (form === 'name') return searchNames(answer);
  return searchText(answer, { wide: form === 'wide', headings: !flags.has('no-headers'), colour: terminal.colour });
}

/** Says what was searched, and how it ends. Source: design §9. */
function conclude(
  { terminal }: CommandInput,
  answer: SearchAnswer,
  q: { readonly required: number | undefined; readonly counts: boolean },
): number {
  const counts = q.counts ? searchCountsText(answer).trimEnd() : '';
  if (counts !== '') terminal.note(counts);
  for (const notice of answer.notices) terminal.note(visibleText(notice));
  terminal.note(searchLine(answer, { utcOffsetMinutes: -new Date().getTimezoneOffset() }));
  const { asked, gaps } = answer.coverage;
  const lacking = gaps.filter(({ state }) => state !== 'not served' && (q.required !== undefined || state !== 'stale'));
  const answered = asked.length - new Set(lacking.map(({ cluster }) => cluster)).size;
  const enough = q.required === undefined ? answered > 0 || asked.length === 0 : answered >= q.required * asked.length;
  if (!enough) {
    const wanted = q.required === undefined ? 'at least one' : `${q.required * 100}%`;
    terminal.note(`error: ${answered} of ${asked.length} clusters answered, and ${wanted} must.`);
  }
  return enough ? 0 : 3;
}
