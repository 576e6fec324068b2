import type { Answer, Table } from '../../query/table.ts';
import { displayWidth } from '../display-width.ts';
import { rowText } from '../row-text.ts';
import { type TableTextOptions, tableText } from '../table-text.report.ts';
import { visibleText } from '../visible-text.ts';

/** Before a message that stands on a line of its own. */
const indent = '    ';

/**
 * Events as a table that fits a terminal of so many columns: where a line would be longer, messages stand below their rows, broken at blanks.
 * Without `columns`, or where all lines fit, as any table. Ends with a line break unless empty.
 */
export function eventsText(answer: Answer, { columns, ...options }: TableTextOptions & { readonly columns?: number }): string {
  const whole = tableText(answer, options);
  const widest = Math.max(0, ...whole.split('\n').map((line) => displayWidth(line.replace(escapes, ''))));
  const [table] = answer.tables;
  if (columns === undefined || columns === 0 || widest <= columns || table === undefined) return whole;
  const at = table.columns.findIndex(({ name }) => name === 'Message');
  if (at === -1) return whole;
  const lines = tableText({ ...answer, tables: [withoutColumn(table, at)] }, { ...options, widths: new Map() })
    .split('\n')
    .slice(0, -1);
  const head = options.headings === false ? [] : lines.splice(0, 1);
  const rows = lines.flatMap((line, r) => [
    line.trimEnd(),
    ...messageLines(rowText(table, table.rows[r] as Table['rows'][number], at, answer.nowMs), columns),
  ]);
  return `${[...head, ...rows].join('\n')}\n`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours take no room on the terminal
const escapes = /\x1b\[\d*m/g;

function withoutColumn(table: Table, at: number): Table {
  const without = <T>(list: readonly T[]): readonly T[] => list.filter((_, i) => i !== at);
  const rows = table.rows.map((row) => ({
    ...row,
    cells: without(row.cells),
    ...(row.texts === undefined ? {} : { texts: without(row.texts) }),
  }));
  return { ...table, columns: without(table.columns), rows };
}

function messageLines(message: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of visibleText(message).split(' ')) {
    if (line !== '' && displayWidth(indent) + displayWidth(line) + 1 + displayWidth(word) > columns) {
      lines.push(indent + line);
      line = word;
    } else line += line === '' ? word : ` ${word}`;
  }
  return line === '' ? lines : [...lines, indent + line];
}
