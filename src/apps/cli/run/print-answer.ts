import type { Answer } from '../../../core/query/table.ts';
import { answerCsvPieces } from '../../../core/reports/answer-csv.report.ts';
import { answerJsonPieces } from '../../../core/reports/answer-json.report.ts';
import { answerMarkdownPieces } from '../../../core/reports/answer-markdown.report.ts';
import { answerNamePieces } from '../../../core/reports/answer-name.report.ts';
import { answerTsvPieces } from '../../../core/reports/answer-tsv.report.ts';
import { answerYaml } from '../../../core/reports/answer-yaml.report.ts';
import { eventsText } from '../../../core/reports/events/events-text.ts';
import { tableTextPieces } from '../../../core/reports/table-text.report.ts';
import type { Terminal } from '../terminal.ts';
import type { RowForm } from './read-output.ts';

/** How an answer is printed; without a form as a table. */
export interface PrintOptions {
  readonly form: RowForm | 'json' | 'yaml' | undefined;
  readonly headings: boolean;
  /** Widths of columns printed before, where rows follow one another. */
  readonly widths?: Map<string, number>;
}

/** Prints the rows of an answer on stdout, piece by piece, as fast as they are read. */
export function printAnswer(terminal: Terminal, answer: Answer, options: PrintOptions): Promise<void> {
  return printPieces(terminal, piecesOf(terminal, answer, options));
}

/** Prints on stdout piece by piece, as fast as they are read. */
export async function printPieces(terminal: Terminal, pieces: Iterable<string>): Promise<void> {
  for (const piece of pieces) {
    if (terminal.signal.aborted) return;
    await terminal.write(piece);
  }
}

function piecesOf(terminal: Terminal, answer: Answer, { form, headings, widths }: PrintOptions): Iterable<string> {
  switch (form) {
    case 'json':
      return answerJsonPieces(answer);
    case 'yaml':
      return [answerYaml(answer)];
    case 'name':
      return answerNamePieces(answer);
    case 'tsv':
      return answerTsvPieces(answer, headings);
    case 'csv':
      return answerCsvPieces(answer, headings);
    case 'md':
      return answerMarkdownPieces(answer);
    default:
      if (answer.tables.length === 1 && answer.tables[0]?.plural === 'events' && terminal.columns > 0)
        return [eventLines(terminal, answer, headings)];
      return tableTextPieces(answer, {
        headings,
        marks: terminal.interactive,
        colour: terminal.colour,
        ...(widths !== undefined && { widths }),
      });
  }
}

/** Messages of events are long: on a terminal they stand below their rows where they do not fit. */
function eventLines(terminal: Terminal, answer: Answer, headings: boolean): string {
  return eventsText(answer, { headings, marks: terminal.interactive, colour: terminal.colour, columns: terminal.columns });
}
