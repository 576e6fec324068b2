import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { nearest } from '../../../core/base/nearest.ts';
import { parseCustomColumns } from '../../../core/query/parse-custom-columns.ts';
import type { Answer } from '../../../core/query/table.ts';
import { type JoinName, type TableQuery, tableQuery } from '../../../core/query/table-query.ts';
import { listsAddresses } from '../../../edge/sources/listed-cluster.ts';
import type { CommandInput, GivenFlags } from '../command.ts';
import type { Asker } from './asker.ts';
import { readSort } from './read-sort.ts';

/** A question, and what is done to its answer before it is printed. */
export interface CliQuestion {
  readonly query: TableQuery;
  /** Takes out columns that only the order needed. */
  readonly shape: (answer: Answer) => Answer;
}

/** Splits `pods web-1 web-2`, `pod/web-1 svc/web` and `pods,services` into resources and names. HindsightError `usage` when it is neither. */
export function readTargets(words: readonly string[]): { readonly resources: readonly string[]; readonly names: readonly string[] } {
  const [first, ...rest] = words;
  if (first === undefined) {
    throw new HindsightError('usage', 'say which resource', { hint: 'For example `hindsight get nodes`, or `hindsight get pods -A`.' });
  }
  if (!first.includes('/')) return { resources: splitList(first), names: rest };
  const pairs = words.map((word) => {
    const [resource = '', name = '', ...more] = word.split('/');
    if (resource !== '' && name !== '' && more.length === 0) return { resource, name };
    throw new HindsightError('usage', `"${word}" is not RESOURCE/NAME`, { hint: 'When one word is RESOURCE/NAME, all must be.' });
  });
  return { resources: [...new Set(pairs.map((pair) => pair.resource))], names: [...new Set(pairs.map((pair) => pair.name))] };
}

/** The question of `hindsight get`, from its words and flags. */
export function readQuestion({ words, flags }: Pick<CommandInput, 'words' | 'flags'>, asker: Asker): CliQuestion {
  const { resources, names } = readTargets(words);
  const { sort, columns: sortColumns, shape } = readSort(flags.text('sort-by') ?? '');
  const query = tableQuery({
    ...readPlace(flags, asker),
    resources,
    names,
    selector: flags.text('selector') ?? '',
    fieldSelector: flags.text('field-selector') ?? '',
    filter: flags.text('filter') ?? '',
    labelColumns: flags.has('show-labels') ? [...flags.list('label-columns'), '*'] : flags.list('label-columns'),
    customColumns: [...readCustomColumns(flags), ...sortColumns],
    joins: readJoins(flags),
    groupBy: flags.list('count-by'),
    hiddenColumns: flags.list('hide-columns'),
    sort,
    limit: flags.integer('limit', { min: 0, max: Number.MAX_SAFE_INTEGER }),
    wide: flags.text('output') === 'wide',
  });
  return { query, shape };
}

/** Which clusters and namespaces the flags mean. */
export function readPlace(
  flags: GivenFlags,
  asker: Pick<Asker, 'clusters' | 'defaultNamespaces'>,
): Pick<TableQuery, 'clusters' | 'namespaces'> {
  const namespaces = flags.has('all-namespaces') ? ['_all'] : flags.list('namespace');
  return { clusters: readClusters(flags, asker), namespaces: namespaces.length > 0 ? namespaces : asker.defaultNamespaces };
}

/** `--clusters` and `--channel` as words: a channel narrows what the clusters name. */
export function readClusters(flags: GivenFlags, asker: Pick<Asker, 'clusters'>): readonly string[] {
  // Values with addresses say where clusters are (as kube-web-view's flag did), not which are meant.
  const clusters = listsAddresses(flags.texts('clusters').join(',')) ? [] : flags.list('clusters');
  const channels = flags.list('channel').join('|');
  const words = clusters.length > 0 ? clusters : asker.clusters;
  if (channels === '') return words;
  const only = words.length === 1 && words[0] === '_all';
  return only ? [`channel=${channels}`] : [...words, `!channel!=${channels}`];
}

function readCustomColumns(flags: GivenFlags): TableQuery['customColumns'] {
  return [...flags.texts('custom-columns'), ...flags.texts('customcols')].flatMap((text) => parseCustomColumns(text, '--custom-columns'));
}

const joinNames: readonly JoinName[] = ['metrics', 'nodes', 'namespaces'];

function readJoins(flags: GivenFlags): readonly JoinName[] {
  return flags.list('join').map((word) => {
    const join = joinNames.find((name) => name === word);
    if (join !== undefined) return join;
    const near = nearest(word, joinNames)[0];
    throw new HindsightError('usage', `nothing called "${word}" can be joined`, {
      place: { source: '--join', text: word, offset: 0, length: word.length },
      hint: `${near === undefined ? '' : `Did you mean ${near}? `}Known: ${joinNames.join(', ')}.`,
    });
  });
}

/** The share of clusters that must answer, 0 to 1; undefined when not asked for. HindsightError `usage` for anything but a percentage. */
export function readRequiredShare({ flags }: Pick<CommandInput, 'flags'>): number | undefined {
  const text = flags.text('require');
  if (text === undefined) return undefined;
  const number = Number(text.replace(/%$/, ''));
  if (/^\d+(\.\d+)?%?$/.test(text) && number <= 100) return number / 100;
  throw new HindsightError('usage', `--require takes a percentage such as 100%, not "${text}"`);
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
