import type { Answer } from '../../../core/query/table.ts';
import { answerCsvPieces } from '../../../core/reports/answer-csv.report.ts';
import { answerJsonPieces } from '../../../core/reports/answer-json.report.ts';
import { answerNamePieces } from '../../../core/reports/answer-name.report.ts';
import { answerTsvPieces } from '../../../core/reports/answer-tsv.report.ts';
import { answerYaml } from '../../../core/reports/answer-yaml.report.ts';
import { tableTextPieces } from '../../../core/reports/table-text.report.ts';
import type { Terminal } from '../terminal.ts';

/** How an answer is printed; without a form as a table. */
export interface PrintOptions {
  readonly form: 'wide' | 'json' | 'yaml' | 'name' | 'tsv' | 'csv' | undefined;
  readonly headings: boolean;
}

/** Prints the rows of an answer on stdout, piece by piece, as fast as they are read. */
export async function printAnswer(terminal: Terminal, answer: Answer, options: PrintOptions): Promise<void> {
  for (const piece of piecesOf(terminal, answer, options)) {
    if (terminal.signal.aborted) return;
    await terminal.write(piece);
  }
}

function piecesOf(terminal: Terminal, answer: Answer, { form, headings }: PrintOptions): Iterable<string> {
  switch (form) {
    case 'json':
      return answerJsonPieces(answer);
    case 'yaml':
      return [answerYaml(answer)];
    case 'name':
      return answerNamePieces(answer);
    case 'tsv':
      return answerTsvPieces(answer);
    case 'csv':
      return answerCsvPieces(answer);
    default:
      return tableTextPieces(answer, { headings, marks: terminal.interactive, colour: terminal.colour });
  }
}
