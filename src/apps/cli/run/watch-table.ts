import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { applyChanges, type LiveChanges, type LiveSnapshot } from '../../../core/query/live-changes.ts';
import type { Answer, TableRow } from '../../../core/query/table.ts';
import { coverageLine, gapSentence } from '../../../core/reports/coverage-line.ts';
import { visibleText } from '../../../core/reports/visible-text.ts';
import type { CommandInput } from '../command.ts';
import type { Asker } from './asker.ts';
import { printAnswer } from './print-answer.ts';
import type { Output, RowForm } from './read-output.ts';
import type { CliQuestion } from './read-query.ts';

/** What is followed, and how its rows print. */
export interface WatchJob {
  readonly asker: Asker;
  readonly question: CliQuestion;
  readonly output: Output;
  /** Rows that went are no news: events are forgotten by the clock. */
  readonly quiet?: boolean;
}

/** Prints the table, then each row again when it changes, until Ctrl-C. As kubectl does; rows that went are told on stderr. */
export async function watchTable(input: CommandInput, { asker, question, output, quiet = false }: WatchJob): Promise<number> {
  if (output.of === 'objects' || output.form === 'md') {
    throw new HindsightError('usage', `--watch prints rows as they change, which -o ${output.form} cannot`, {
      hint: 'Leave -o out, or take wide, name, tsv or csv.',
    });
  }
  const printer = new ChangePrinter(input, { shape: question.shape, form: output.form, quiet });
  await asker.follow(question.query, (message) => printer.take(message));
  await printer.settled;
  return 130;
}

/** Prints a snapshot as a table and every change as the rows that changed. */
class ChangePrinter {
  readonly #input: CommandInput;
  readonly #form: RowForm;
  readonly #widths = new Map<string, number>();
  readonly #quiet: boolean;
  readonly #shape: (answer: Answer) => Answer;
  #answer: Answer | undefined;
  /** Resolves when everything taken so far is written. */
  settled: Promise<void> = Promise.resolve();

  constructor(input: CommandInput, q: { readonly shape: (answer: Answer) => Answer; readonly form: RowForm; readonly quiet: boolean }) {
    this.#input = input;
    this.#form = q.form;
    this.#quiet = q.quiet;
    this.#shape = q.shape;
  }

  take(message: LiveSnapshot | LiveChanges): void {
    if (message.type === 'snapshot') this.#snapshot(message.answer);
    else if (this.#answer !== undefined) this.#changes(message, this.#answer);
  }

  #snapshot(answer: Answer): void {
    this.#answer = answer;
    this.#print(answer, !this.#input.flags.has('no-headers'));
    for (const notice of answer.notices) this.#input.terminal.note(visibleText(notice));
    this.#input.terminal.note(coverageLine(answer));
  }

  #changes(changes: LiveChanges, before: Answer): void {
    const { terminal } = this.#input;
    this.#answer = applyChanges(before, changes);
    const changed = new Map(changes.tables.map(({ table, upserts }) => [table, upserts.map(({ row }) => row)]));
    const tables = before.tables.map((table, t): Answer['tables'][number] => ({ ...table, rows: changed.get(t) ?? [] }));
    this.#print({ ...before, tables, nowMs: changes.nowMs }, false);
    for (const { table, removed } of this.#quiet ? [] : changes.tables) {
      for (const row of goneRows(before.tables[table]?.rows ?? [], removed)) {
        terminal.note(visibleText(`gone: ${row.cluster} ${row.namespace === undefined ? '' : `${row.namespace}/`}${row.name}`));
      }
    }
    const gaps = changes.coverage === undefined ? '' : gapSentence(changes.coverage, { nowMs: changes.nowMs });
    if (changes.coverage !== undefined) terminal.note(gaps === '' ? 'All clusters are live.' : gaps);
  }

  #print(answer: Answer, headings: boolean): void {
    const { terminal } = this.#input;
    const shaped = this.#shape(answer);
    this.settled = this.settled.then(() => printAnswer(terminal, shaped, { form: this.#form, headings, widths: this.#widths }));
  }
}

function goneRows(rows: readonly TableRow[], removed: readonly { readonly cluster: string; readonly uid: string }[]): readonly TableRow[] {
  const keys = new Set(removed.map(({ cluster, uid }) => `${cluster} ${uid}`));
  return rows.filter(({ cluster, uid }) => keys.has(`${cluster} ${uid}`));
}
