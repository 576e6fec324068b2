import type { Answer } from '../query/table.ts';
import { joined } from './row-text.ts';
import { kindPrefix } from './table-text.report.ts';
import { visibleText } from './visible-text.ts';

/** One `pod/x` a line, as `kubectl get -o name`. */
export function answerName(answer: Answer): string {
  return joined(answerNamePieces(answer));
}

/** The same, one table at a time. */
export function* answerNamePieces(answer: Answer): Generator<string> {
  for (const table of answer.tables) {
    const prefix = kindPrefix(table);
    let piece = '';
    for (const { name } of table.rows) piece += `${prefix}/${visibleText(name)}\n`;
    yield piece;
  }
}
