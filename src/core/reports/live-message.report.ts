import type { LiveChanges, LiveSnapshot } from '../query/live-changes.ts';
import type { Table } from '../query/table.ts';
import type { ServerMessage } from '../wire/live-schema.ts';
import { wireAnswer, wireCoverage, wireRow } from './answer-json.report.ts';

/** A live table's message as plain values for a WebSocket; `tables` are its frames, in order, for printing the rows. */
export function liveMessage(id: string, message: LiveSnapshot | LiveChanges, tables: readonly Pick<Table, 'columns'>[]): ServerMessage {
  if (message.type === 'snapshot') return { type: 'snapshot', id, cursor: message.cursor, answer: wireAnswer(message.answer) };
  const { cursor, nowMs, coverage, notices } = message;
  if (coverage !== undefined && notices === undefined && message.tables.length === 0)
    return { type: 'coverage', id, cursor, nowMs, coverage: wireCoverage(coverage) };
  return {
    type: 'changes',
    id,
    cursor,
    nowMs,
    tables: message.tables.map(({ table, total, removed, upserts }) => ({
      table,
      total,
      removed: [...removed],
      upserts: upserts.map(({ index, row }) => ({ index, row: wireRow(tables[table] ?? { columns: [] }, row, nowMs) })),
    })),
    ...(coverage === undefined ? {} : { coverage: wireCoverage(coverage) }),
    ...(notices === undefined ? {} : { notices: [...notices] }),
  };
}
