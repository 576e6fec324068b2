import { displayWidth } from './display-width.ts';

/** Blanks between columns and the least width of one. Source: k8s.io/cli-runtime pkg/printers/tabwriter.go. */
const padding = 3;
const minWidth = 6;

/** The width of a column with this heading and these texts, the blanks behind it included. */
export function columnWidth(heading: string, texts: readonly string[]): number {
  let width = displayWidth(heading);
  for (const text of texts) width = Math.max(width, displayWidth(text));
  return Math.max(width + padding, minWidth);
}

/** Cells padded to their columns, the last one not. */
export function paddedLine(cells: readonly string[], widths: readonly number[]): string {
  let text = '';
  for (let c = 0; c < cells.length; c++) {
    const cell = cells[c] as string;
    text += c === cells.length - 1 ? cell : cell + ' '.repeat(Math.max(0, (widths[c] as number) - displayWidth(cell)));
  }
  return text;
}

/** Rows of texts as kubectl aligns them, one line each; `headings` is the first line where given. Empty without rows and headings. */
export function textGrid(rows: readonly (readonly string[])[], headings?: readonly string[]): string {
  const columns = Math.max(headings?.length ?? 0, ...rows.slice(0, 1).map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, c) =>
    columnWidth(
      headings?.[c] ?? '',
      rows.map((row) => row[c] ?? ''),
    ),
  );
  return [...(headings === undefined ? [] : [headings]), ...rows].map((row) => `${paddedLine(row, widths)}\n`).join('');
}
