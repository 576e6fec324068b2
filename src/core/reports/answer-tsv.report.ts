import type { Answer } from '../query/table.ts';
import { separatedPieces } from './answer-csv.report.ts';
import { joined } from './row-text.ts';

/** The first table as tab-separated values with LF line ends, as the predecessor's `download=tsv`. */
export function answerTsv(answer: Answer): string {
  return joined(answerTsvPieces(answer));
}

/** The same, some hundred rows at a time. */
export function answerTsvPieces(answer: Answer, headings = true): Generator<string> {
  return separatedPieces(answer, { separator: '\t', lineEnd: '\n', headings });
}
