import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { parseSort } from '../../../core/query/parse-sort.ts';
import { type TableQuery, tableQuery } from '../../../core/query/table-query.ts';
import type { CommandInput } from '../command.ts';

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

/** The question of `hindsight get`, from its words and flags; `defaultNamespaces` stand in where neither -n nor -A is given. */
export function readQuery(
  input: CommandInput,
  q: { readonly defaultNamespaces: readonly string[]; readonly clusters: readonly string[] },
): TableQuery {
  const { flags } = input;
  const { resources, names } = readTargets(input.words);
  const namespaces = flags.has('all-namespaces') ? ['_all'] : flags.list('namespace');
  return tableQuery({
    clusters: q.clusters,
    namespaces: namespaces.length > 0 ? namespaces : q.defaultNamespaces,
    resources,
    names,
    selector: flags.text('selector') ?? '',
    filter: flags.text('filter') ?? '',
    labelColumns: flags.has('show-labels') ? ['*'] : flags.list('label-columns'),
    hiddenColumns: flags.list('hide-columns'),
    sort: parseSort(flags.text('sort-by') ?? ''),
    limit: flags.integer('limit', { min: 0, max: Number.MAX_SAFE_INTEGER }),
    wide: flags.text('output') === 'wide',
  });
}

/** The share of clusters that must answer, 0 to 1; undefined when not asked for. HindsightError `usage` for anything but a percentage. */
export function readRequiredShare({ flags }: CommandInput): number | undefined {
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
