import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { describedAnswerJson } from '../../../core/reports/describe/described-answer.ts';
import { descriptionText } from '../../../core/reports/describe/description-text.ts';
import type { CommandInput } from '../command.ts';
import { conclude } from './conclude.ts';
import { openAsker } from './open-asker.ts';
import { printPieces } from './print-answer.ts';
import { readOutputForm } from './read-output-form.ts';
import { readQuestion, readTargets } from './read-query.ts';

/** Prints descriptions; exit 1 when a named object is nowhere, 3 when no cluster answered. */
export async function runDescribe(input: CommandInput): Promise<number> {
  const { terminal, flags, words } = input;
  const form = readOutputForm(input, ['text', 'json']);
  const { names } = readTargets(words);
  if (names.length === 0 && !flags.has('selector') && !flags.has('filter')) {
    throw new HindsightError('usage', 'say which object', {
      hint: `For example \`hindsight describe ${words[0]} NAME\`, or -l app=web, or --filter problems.`,
    });
  }
  const asker = await openAsker(input);
  try {
    const described = await asker.describe(readQuestion(input, asker).query);
    if (terminal.signal.aborted) return 130;
    if (form === 'json') await terminal.write(describedAnswerJson(described));
    else {
      const options = { colour: terminal.colour, ...(terminal.columns > 0 && { columns: Math.max(60, terminal.columns) }) };
      const pieces = described.descriptions.map((one, i) => `${i > 0 ? '\n' : ''}${descriptionText(one, options)}`);
      await printPieces(terminal, pieces);
    }
    return conclude(input, described.answer, { required: undefined, found: described.descriptions.length });
  } finally {
    await asker.close();
  }
}
