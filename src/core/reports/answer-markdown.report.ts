import type { Answer, Table, TableRow } from '../query/table.ts';
import { coverageLine } from './coverage-line.ts';
import { rowText } from './row-text.ts';
import { visibleText } from './visible-text.ts';

const rowsPerPiece = 500;

/** The answer as GitHub-flavoured Markdown: one table per resource, then what the answer speaks for, since it will be read elsewhere; some hundred rows at a time. */
export function* answerMarkdownPieces(answer: Answer): Generator<string> {
  const tables = answer.tables.filter(({ rows }) => rows.length > 0);
  for (const table of tables) {
    if (answer.tables.length > 1) yield `**${markdownText(table.plural)}**\n\n`;
    yield* oneTable(table, answer.nowMs);
    yield '\n';
  }
  for (const notice of answer.notices) yield `${markdownText(notice)}\n\n`;
  yield `${markdownText(coverageLine(answer))}\n`;
}

function* oneTable(table: Table, nowMs: number): Generator<string> {
  const leads = [...(table.showCluster ? ['Cluster'] : []), ...(table.showNamespace ? ['Namespace'] : [])];
  const rules = [...leads.map(() => '---'), ...table.columns.map(({ def }) => (rightTypes.has(def.type) ? '--:' : '---'))];
  let piece = `${markdownLine([...leads, ...table.columns.map(({ name }) => name)])}| ${rules.join(' | ')} |\n`;
  for (const [r, row] of table.rows.entries()) {
    piece += markdownLine(rowCells(table, row, nowMs));
    if (r % rowsPerPiece < rowsPerPiece - 1) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

/** Numbers stand at the right, as people compare them. */
const rightTypes: ReadonlySet<string> = new Set(['number', 'quantity', 'restarts', 'ratio']);

function rowCells(table: Table, row: TableRow, nowMs: number): string[] {
  const leads = [...(table.showCluster ? [row.cluster] : []), ...(table.showNamespace ? [row.namespace ?? ''] : [])];
  return [...leads, ...table.columns.map((_, i) => rowText(table, row, i, nowMs))];
}

function markdownLine(cells: readonly string[]): string {
  return `| ${cells.map(markdownText).join(' | ')} |\n`;
}

/**
 * A text that Markdown shows as it is: no emphasis, link, image, HTML, table cell, mention or address of its own making.
 * A blank that cannot be seen stands after an `@` and before the `://` of addresses, which renderers would otherwise turn into mentions and links.
 * Source: CommonMark 0.31 §2.4, GitHub Flavored Markdown §4.10 and §6.9.
 */
export function markdownText(text: string): string {
  return visibleText(text)
    .replace(/[&<>]/g, (sign) => entities[sign as keyof typeof entities])
    .replace(/[\\`*_{}[\]()#+!|~$^]/g, '\\$&')
    .replace(/(^|[^\p{L}\p{N}_])@/gu, '$1@&#8203;')
    .replace(/\b(https?|ftp|mailto|xmpp):/gi, '$1&#8203;:')
    .replace(/\bwww\./gi, 'www&#8203;.');
}

const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;' } as const;
