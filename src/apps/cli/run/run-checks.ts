import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { type CheckGroup, checkGroups } from '../../../core/checks/check.ts';
import { checkById } from '../../../core/checks/select-checks.ts';
import { checkCatalogue, checkCatalogueJson } from '../../../core/reports/check/check-catalogue.report.ts';
import { checkPageText } from '../../../core/reports/check/check-page-text.report.ts';
import type { CommandInput } from '../command.ts';
import { checkStory } from './check-story.ts';
import { checksOfInput } from './checks-of-input.ts';
import { readOutputForm } from './read-output-form.ts';

/** Prints the catalogue of checks, or the page of each that is named after `explain`. */
export async function runChecks(input: CommandInput): Promise<number> {
  const { terminal, words, flags } = input;
  const form = readOutputForm(input, ['json'] as const);
  const [verb, ...ids] = words;
  if (verb === 'test') return (await import('./run-checks-test.ts')).runChecksTest(input, ids);
  if (verb !== undefined && verb !== 'explain')
    throw new HindsightError('usage', `\`hindsight checks\` does not know "${verb}"`, {
      hint: 'It lists checks, explains one (`hindsight checks explain CHECK`), or tests those of the house (`hindsight checks test`).',
    });
  if (verb === 'explain' && ids.length === 0)
    throw new HindsightError('usage', 'say which check to explain', { hint: '`hindsight checks` lists them all.' });
  const groups = flags.list('group');
  for (const group of groups)
    if (!checkGroups.includes(group as CheckGroup))
      throw new HindsightError('usage', `there is no group "${group}"`, { hint: `Groups: ${checkGroups.join(', ')}.` });
  const { all } = await checksOfInput(input);
  const chosen =
    verb === 'explain' ? ids.map((id) => checkById(all, id)) : all.filter(({ group }) => groups.length === 0 || groups.includes(group));
  if (form === 'json') await terminal.write(checkCatalogueJson(chosen));
  else if (verb === undefined) await terminal.write(checkCatalogue(chosen, { colour: terminal.colour }));
  else
    await terminal.write(
      chosen.map((check) => checkPageText(check, { colour: terminal.colour, columns: terminal.columns, storyOf: checkStory })).join('\n'),
    );
  return 0;
}
