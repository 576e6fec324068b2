import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { nearest } from '../../../core/base/nearest.ts';
import type { Answer } from '../../../core/query/table.ts';
import { tableQuery } from '../../../core/query/table-query.ts';
import { groupedEvents } from '../../../core/reports/events/grouped-events.ts';
import { resolveBuiltin } from '../../../core/resources/builtin-resources.ts';
import type { CommandInput, GivenFlags } from '../command.ts';
import type { Asker } from './asker.ts';
import { conclude } from './conclude.ts';
import { openAsker } from './open-asker.ts';
import { printAnswer, printPieces } from './print-answer.ts';
import { objectPieces } from './print-objects.ts';
import { type Output, readOutput } from './read-output.ts';
import { type CliQuestion, readPlace, readRequiredShare } from './read-query.ts';

/** Prints events; exit 3 when too few clusters answered. */
export async function runEvents(input: CommandInput): Promise<number> {
  const { flags, words } = input;
  if (words.length > 0) {
    throw new HindsightError('usage', `events takes no "${words[0]}"`, {
      hint: `For one object: hindsight events --for ${words.slice(0, 2).join('/')}`,
    });
  }
  const output = await readOutput(input);
  const required = readRequiredShare(input);
  const follows = flags.has('watch');
  const asker = await openAsker(input, { follows });
  try {
    const question = readEventQuestion(flags, asker);
    if (!follows) return await printOnce(input, { asker, question, output, required });
    const { watchTable } = await import('./watch-table.ts');
    return await watchTable(input, { asker, question, output, quiet: true });
  } finally {
    await asker.close();
  }
}

/** The question behind the flags. Grouping and limit come after it: the newest are kept, not the first. */
function readEventQuestion(flags: GivenFlags, asker: Asker): CliQuestion {
  const limit = flags.integer('limit', { min: 0, max: Number.MAX_SAFE_INTEGER });
  const each = flags.has('each');
  // Times sort as ages: the youngest first.
  const query = tableQuery({
    ...readPlace(flags, asker),
    resources: ['events'],
    filter: [typesTerm(flags), subjectTerm(flags), flags.text('filter') ?? ''].filter((term) => term !== '').join(','),
    sort: [{ column: 'Last Seen', descending: false }],
    wide: !each || flags.text('output') === 'wide',
    ...(each && limit !== undefined ? { limit } : {}),
  });
  const shape = each ? newestLast : (answer: Answer): Answer => groupedEvents(answer, limit === undefined ? {} : { limit });
  return { query, shape };
}

function newestLast(answer: Answer): Answer {
  return { ...answer, tables: answer.tables.map((table) => ({ ...table, rows: [...table.rows].reverse() })) };
}

const eventTypes: readonly string[] = ['Normal', 'Warning'];

function typesTerm(flags: GivenFlags): string {
  const types = flags.list('types').map((word) => {
    const type = eventTypes.find((known) => known.toLowerCase() === word.toLowerCase());
    if (type !== undefined) return type;
    const near = nearest(word, eventTypes)[0];
    throw new HindsightError('usage', `there are no events of type "${word}"`, {
      place: { source: '--types', text: word, offset: 0, length: word.length },
      hint: near === undefined ? 'Types are Normal and Warning.' : `Did you mean ${near}?`,
    });
  });
  return types.length === 0 ? '' : `Type=${types.join('|')}`;
}

/** `deploy/checkout` → the cell that events of it have: `deployment/checkout`. */
function subjectTerm(flags: GivenFlags): string {
  const text = flags.text('for');
  if (text === undefined) return '';
  const [, word = '', name = ''] = /^([^/]+)\/([^/]+)$/.exec(text) ?? [];
  if (name === '') {
    throw new HindsightError('usage', `--for takes KIND/NAME, not "${text}"`, {
      place: { source: '--for', text, offset: 0, length: Math.max(1, text.length) },
      hint: 'For example --for pod/web-1 or --for deploy/checkout.',
    });
  }
  const kind = resolveBuiltin(word)?.kind ?? word;
  return `Object=${JSON.stringify(`${kind.toLowerCase()}/${name}`)}`;
}

async function printOnce(
  input: CommandInput,
  q: { readonly asker: Asker; readonly question: CliQuestion; readonly output: Output; readonly required: number | undefined },
): Promise<number> {
  const { terminal, flags } = input;
  const { asker, question, output, required } = q;
  const answered = await asker.answer(question.query);
  if (terminal.signal.aborted) return 130;
  const answer = question.shape(answered.answer);
  const headings = !flags.has('no-headers');
  if (output.of === 'rows') await printAnswer(terminal, answer, { form: output.form, headings });
  else {
    const oneCluster = answer.coverage.asked.length === 1;
    await printPieces(terminal, objectPieces(output, await answered.objects(), { oneCluster, oneObject: false, headings }));
  }
  return conclude(input, answer, { required, told: output.of === 'rows' && output.form === 'md' });
}
