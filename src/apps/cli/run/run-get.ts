import { HindsightError } from '../../../core/base/hindsight-error.ts';
import type { CommandInput } from '../command.ts';
import type { Asker } from './asker.ts';
import { conclude } from './conclude.ts';
import { openAsker } from './open-asker.ts';
import { printAnswer, printPieces } from './print-answer.ts';
import { objectPieces } from './print-objects.ts';
import { type Output, type RowForm, readOutput } from './read-output.ts';
import { readQuestion, readRequiredShare, readTargets } from './read-query.ts';

/** Prints the table or the objects; exit 1 when a named object is nowhere, 3 when too few clusters answered. */
export async function runGet(input: CommandInput): Promise<number> {
  const output = await readOutput(input);
  const required = readRequiredShare(input);
  readTargets(input.words);
  const follows = input.flags.has('watch');
  const asker = await openAsker(input, { follows });
  try {
    if (!follows) return await getOnce(input, { asker, output, required });
    const { watchTable } = await import('./watch-table.ts');
    return await watchTable(input, { asker, question: readQuestion(input, asker), output });
  } finally {
    await asker.close();
  }
}

interface GetJob {
  readonly asker: Asker;
  readonly output: Output;
  readonly required: number | undefined;
}

async function getOnce(input: CommandInput, { asker, output, required }: GetJob): Promise<number> {
  const { terminal, flags } = input;
  const { query, shape } = readQuestion(input, asker);
  const answered = await asker.answer(query, { explain: flags.has('explain') });
  if (terminal.signal.aborted) return 130;
  const answer = shape(answered.answer);
  const headings = !flags.has('no-headers');
  const form = rowForm(output, query.groupBy.length > 0);
  if (form !== undefined) await printAnswer(terminal, answer, { form, headings });
  else if (output.of === 'objects') {
    const objects = await answered.objects();
    const oneCluster = answer.coverage.asked.length === 1;
    const oneObject = query.names.length === 1 && query.resources.length === 1;
    await printPieces(terminal, objectPieces(output, objects, { oneCluster, oneObject, headings }));
  }
  const told = output.of === 'rows' && output.form === 'md';
  return conclude(input, answer, { required, told });
}

/** How rows print; undefined where objects do. Counts have no objects behind them: as json and yaml they are rows too. */
function rowForm(output: Output, grouped: boolean): RowForm | 'json' | 'yaml' | undefined {
  if (output.of === 'rows') return output.form;
  if (!grouped) return undefined;
  if (output.form === 'json' || output.form === 'yaml') return output.form;
  throw new HindsightError('usage', `--count-by has no objects for -o ${output.form} to read`, {
    hint: 'Take json, yaml, tsv, csv or md.',
  });
}
