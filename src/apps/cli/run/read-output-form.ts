import { HindsightError } from '../../../core/base/hindsight-error.ts';
import type { CommandInput } from '../command.ts';

/** Reads `-o`; undefined is the plain table. HindsightError `usage` names the known forms. */
export function readOutputForm<Form extends string>({ flags }: CommandInput, known: readonly Form[]): Form | undefined {
  const text = flags.text('output');
  if (text === undefined) return undefined;
  const form = known.find((candidate) => candidate === text);
  if (form !== undefined) return form;
  throw new HindsightError('usage', `there is no output form "${text}"`, {
    place: { source: '--output', text, offset: 0, length: text.length },
    hint: `Known forms: ${known.join(', ')}.`,
  });
}
