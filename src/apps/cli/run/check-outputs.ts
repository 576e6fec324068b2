import { writeFile } from 'node:fs/promises';
import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { checkGithub } from '../../../core/reports/check/check-github.report.ts';
import { checkGitlab } from '../../../core/reports/check/check-gitlab.report.ts';
import { checkHtml } from '../../../core/reports/check/check-html.report.ts';
import { checkJson } from '../../../core/reports/check/check-json.report.ts';
import { checkJunit } from '../../../core/reports/check/check-junit.report.ts';
import { checkMarkdown } from '../../../core/reports/check/check-markdown.report.ts';
import type { CheckReportRequest } from '../../../core/reports/check/check-request.ts';
import { checkSarif } from '../../../core/reports/check/check-sarif.report.ts';
import { checkSummary, unreadRemedies, unreadWords } from '../../../core/reports/check/check-summary.ts';
import { checkTable } from '../../../core/reports/check/check-table.report.ts';
import type { CommandInput } from '../command.ts';

/** One form in which a report is written. */
export interface CheckOutput {
  readonly form: CheckForm;
  /** Undefined: standard output. */
  readonly file: string | undefined;
}

const texts = {
  json: checkJson,
  sarif: checkSarif,
  junit: checkJunit,
  github: checkGithub,
  gitlab: checkGitlab,
  markdown: checkMarkdown,
  html: checkHtml,
} as const;

/** The forms of a report. */
export type CheckForm = 'table' | keyof typeof texts;

const forms: readonly CheckForm[] = ['table', 'json', 'sarif', 'junit', 'github', 'gitlab', 'markdown', 'html'];

/** Reads `-o FORM[=FILE]`, several times. HindsightError `usage` names the known forms, and refuses two on standard output. */
export function readCheckOutputs({ flags }: CommandInput): readonly CheckOutput[] {
  const outputs = flags.list('output').map(readOutput);
  const shown = outputs.filter(({ file }) => file === undefined);
  if (shown.length > 1)
    throw new HindsightError('usage', `${shown.map(({ form }) => form).join(' and ')} cannot both go to standard output`, {
      hint: 'Give all but one a file: -o table -o sarif=out.sarif.',
    });
  return shown.length === 0 ? [{ form: 'table', file: undefined }, ...outputs] : outputs;
}

function readOutput(text: string): CheckOutput {
  const at = text.indexOf('=');
  const word = at === -1 ? text : text.slice(0, at);
  const form = forms.find((one) => one === word);
  if (form === undefined)
    throw new HindsightError('usage', `there is no output form "${word}"`, {
      place: { source: '--output', text, offset: 0, length: word.length },
      hint: `Known forms: ${forms.join(', ')}.`,
    });
  return { form, file: at === -1 ? undefined : text.slice(at + 1) };
}

/** Writes a report in all forms asked for. Where standard output is for a machine, what a person must know goes to stderr. */
export async function writeCheckOutputs(input: CommandInput, q: CheckReportRequest, outputs: readonly CheckOutput[]): Promise<void> {
  const { terminal, flags } = input;
  for (const { form, file } of outputs) {
    if (file !== undefined)
      await writeTo(file, form === 'table' ? checkTable(q, { colour: false, columns: 0, all: true }) : texts[form](q));
    else if (form === 'table') {
      await terminal.write(checkTable(q, { colour: terminal.colour, columns: terminal.columns, all: flags.has('all') }));
    } else {
      await terminal.write(texts[form](q));
      for (const unread of q.report.unread) terminal.note(`not read: ${unreadWords(unread)}`);
      for (const remedy of unreadRemedies(q.report.unread)) terminal.note(remedy);
      for (const sentence of checkSummary(q)) terminal.note(sentence);
    }
  }
}

async function writeTo(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new HindsightError('cannot-start', `${file} cannot be written: ${(error as Error).message}`, { cause: error });
  }
}
