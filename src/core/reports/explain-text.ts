import type { ExplainStep } from '../query/table.ts';
import { displayWidth } from './display-width.ts';
import { html } from './html-text.ts';
import { visibleText } from './visible-text.ts';
import { groupedNumber } from './window-text.ts';

const headings = ['STEP', 'ROWS IN', 'ROWS OUT', 'TIME', 'WHAT'] as const;

/** How an answer was found, as an aligned table; ends with a line break. */
export function explainText(steps: readonly ExplainStep[]): string {
  const lines = [[...headings], ...steps.map(stepCells)];
  const widths = headings.map((_, c) => Math.max(...lines.map((cells) => displayWidth(cells[c] as string))));
  const text = lines.map((cells) =>
    cells
      .map((cell, c) => padded(cell, widths[c] as number, c))
      .join('   ')
      .trimEnd(),
  );
  return `${text.join('\n')}\n`;
}

/** The same as a section of a page. */
export function explainHtml(steps: readonly ExplainStep[]): string {
  const head = headings.map((name) => `<th scope="col">${name.charAt(0) + name.slice(1).toLowerCase()}</th>`).join('');
  const rows = steps.map(
    (step) =>
      `<tr>${stepCells(step)
        .map((cell, c) => `<td${isNumber(c) ? ' class="n"' : ''}>${html(cell)}</td>`)
        .join('')}</tr>`,
  );
  return `<details class="explain" open><summary>How this was found</summary><div class="wrap"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div></details>`;
}

function stepCells({ table, step, detail, rowsIn, rowsOut, micros }: ExplainStep): string[] {
  return [`${table} ${step}`, groupedNumber(rowsIn), groupedNumber(rowsOut), timeText(micros), detail].map(visibleText);
}

/** `812 µs`, `1.2 ms`, `340 ms`. */
function timeText(micros: number): string {
  if (micros < 1000) return `${micros} µs`;
  return `${micros < 10_000 ? (micros / 1000).toFixed(1) : Math.round(micros / 1000)} ms`;
}

function isNumber(column: number): boolean {
  return column > 0 && column < 4;
}

function padded(cell: string, width: number, column: number): string {
  const blanks = ' '.repeat(width - displayWidth(cell));
  return isNumber(column) ? blanks + cell : cell + blanks;
}
