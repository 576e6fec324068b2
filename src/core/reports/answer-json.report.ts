import type { Answer, Coverage, Table, TableRow } from '../query/table.ts';
import { isJsonValue } from '../resources/json-cell.ts';
import type { WireAnswer, WireCoverage, WireRow, WireTable } from '../wire/answer-schema.ts';
import { coverageLine } from './coverage-line.ts';
import { harmlessJson } from './harmless-json.ts';
import { RowJson } from './row-json.ts';
import { joined, rowText } from './row-text.ts';

/** The answer as JSON: rows with typed values and printed texts, coverage, notices. The shape is `answerSchema` of core/wire. */
export function answerJson(answer: Answer): string {
  return joined(answerJsonPieces(answer));
}

/** Some 30 KB: a piece dies young, so that a long answer leaves nothing in the old generation of the heap. */
const rowsPerPiece = 64;

/** The same, some dozen rows at a time. */
export function* answerJsonPieces(answer: Answer): Generator<string> {
  const head = harmlessJson({
    nowMs: answer.nowMs,
    line: coverageLine(answer),
    coverage: wireCoverage(answer.coverage),
    notices: answer.notices,
    missing: answer.missing ?? [],
    ...(answer.explain === undefined ? {} : { explain: answer.explain }),
  });
  yield `${head.slice(0, -1)},"tables":[`;
  for (const [t, table] of answer.tables.entries()) {
    yield `${t > 0 ? ',' : ''}${harmlessJson(wireFrame(table)).slice(0, -1)},"rows":[`;
    const writer = new RowJson(table, answer.nowMs);
    let piece = '';
    for (const [r, row] of table.rows.entries()) {
      piece += r === 0 ? writer.row(row) : `,${writer.row(row)}`;
      if (r % rowsPerPiece < rowsPerPiece - 1) continue;
      yield piece;
      piece = '';
    }
    yield piece;
    yield ']}';
  }
  yield ']}\n';
}

/** The answer as plain values, for messages that carry it. */
export function wireAnswer(answer: Answer): WireAnswer {
  return {
    nowMs: answer.nowMs,
    line: coverageLine(answer),
    coverage: wireCoverage(answer.coverage),
    notices: [...answer.notices],
    missing: [...(answer.missing ?? [])],
    ...(answer.explain === undefined ? {} : { explain: [...answer.explain] }),
    tables: answer.tables.map((table) => ({ ...wireFrame(table), rows: table.rows.map((row) => wireRow(table, row, answer.nowMs)) })),
  };
}

/** A coverage as plain values. */
export function wireCoverage({ asked, gaps, seconds }: Coverage): WireCoverage {
  return {
    asked: [...asked],
    gaps: gaps.map(({ expected, partial, ...gap }) => ({ ...gap, expected: expected ?? null, partial: partial === true })),
    seconds,
  };
}

/** A row as plain values, printed for the given instant. */
export function wireRow(table: Pick<Table, 'columns'>, row: TableRow, nowMs: number): WireRow {
  const texts = new Array<string | null>(table.columns.length);
  for (let i = 0; i < texts.length; i++) {
    const text = rowText(table, row, i, nowMs);
    texts[i] = text === row.cells[i] ? null : text;
  }
  const { cluster, namespace, name, uid, createdMs, stale, link } = row;
  const cells = row.cells.map((cell) => (isJsonValue(cell) ? cell.json : cell)) as WireRow['cells'];
  return { cluster, namespace: namespace ?? null, name, uid, createdMs, stale, ...(link === undefined ? {} : { link }), cells, texts };
}

/** A table without its rows, as plain values. */
export function wireFrame(table: Table): Omit<WireTable, 'rows'> {
  const { resource, kind, plural, namespaced, total, showCluster, showNamespace } = table;
  const columns = table.columns.map(({ name, def, source, labelKey }) => ({
    name,
    type: def.type,
    wide: def.wide === true,
    description: def.description ?? '',
    source,
    labelKey: labelKey ?? null,
  }));
  return { resource, kind, plural, namespaced, total, showCluster, showNamespace, columns };
}
