import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { nearest } from '../../../core/base/nearest.ts';
import { parseSort } from '../../../core/query/parse-sort.ts';
import { type TableQuery, tableQuery } from '../../../core/query/table-query.ts';
import { type UsageOrder, usageTable } from '../../../core/reports/usage/usage-table.ts';
import { resolveBuiltin } from '../../../core/resources/builtin-resources.ts';
import type { CommandInput } from '../command.ts';
import type { Asker } from './asker.ts';
import { conclude } from './conclude.ts';
import { openAsker } from './open-asker.ts';
import { printAnswer } from './print-answer.ts';
import { readOutputForm } from './read-output-form.ts';
import { readPlace, readRequiredShare } from './read-query.ts';

/** Prints usage; exit 1 when a named object is nowhere, 3 when too few clusters answered. */
export async function runTop(input: CommandInput): Promise<number> {
  const { terminal, flags } = input;
  const form = readOutputForm(input, ['tsv', 'csv', 'md', 'name'] as const);
  const required = readRequiredShare(input);
  const { order, sort } = readOrder(flags.text('sort-by') ?? 'cpu');
  const limit = flags.integer('limit', { min: 0, max: Number.MAX_SAFE_INTEGER });
  const resource = readResource(input);
  const asker = await openAsker(input);
  try {
    // An order by shares is made here, so the limit waits for it; every other one is the answer's own.
    const query = topQuery(input, { asker, resource, sort, limit: order === undefined ? limit : undefined });
    const { answer } = await asker.answer(query);
    if (terminal.signal.aborted) return 130;
    const shown = usageTable(answer, { order, limit });
    await printAnswer(terminal, shown, { form, headings: !flags.has('no-headers') });
    return conclude(input, shown, { required, told: form === 'md' });
  } finally {
    await asker.close();
  }
}

function readResource({ words }: Pick<CommandInput, 'words'>): 'pods' | 'nodes' {
  const found = words[0] === undefined ? undefined : resolveBuiltin(words[0])?.id;
  if (found === 'pods' || found === 'nodes') return found;
  throw new HindsightError(
    'usage',
    words[0] === undefined ? 'say of what: pods or nodes' : `only pods and nodes have usage, not "${words[0]}"`,
    {
      hint: 'For example `hindsight top pods -A` or `hindsight top nodes`.',
    },
  );
}

const orders: readonly UsageOrder[] = ['cpu', 'memory', 'cpu%', 'memory%'];

/** The four short names, or columns as in `get`. HindsightError `usage` for a short name that is none. */
function readOrder(text: string): { readonly order: UsageOrder | undefined; readonly sort: TableQuery['sort'] } {
  const order = orders.find((known) => known === text.toLowerCase());
  if (order !== undefined) return { order, sort: [] };
  const near = /^[a-z%]+$/.test(text) ? nearest(text, orders)[0] : undefined;
  if (near === undefined) return { order: undefined, sort: parseSort(text, '--sort-by') };
  throw new HindsightError('usage', `there is no order "${text}"`, {
    place: { source: '--sort-by', text, offset: 0, length: text.length },
    hint: `Did you mean ${near}? Known: ${orders.join(', ')}, and columns.`,
  });
}

function topQuery(
  { words, flags }: CommandInput,
  q: { readonly asker: Asker; readonly resource: 'pods' | 'nodes'; readonly sort: TableQuery['sort']; readonly limit: number | undefined },
): TableQuery {
  return tableQuery({
    ...readPlace(flags, q.asker),
    resources: [q.resource],
    names: words.slice(1),
    selector: flags.text('selector') ?? '',
    filter: flags.text('filter') ?? '',
    joins: ['metrics'],
    sort: q.sort,
    limit: q.limit,
    wide: false,
  });
}
