import { z } from 'zod';
import type { LiveChanges, LiveSnapshot } from '../query/live-changes.ts';
import { answerFromWire, coverageFromWire, rowFromWire } from './answer-from-wire.ts';
import { answerSchema, coverageSchema, rowSchema } from './answer-schema.ts';
import { errorSchema } from './error-schema.ts';

/** What a client sends: `open` a live table under an id of its own choosing, `close` it. */
export const clientMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('open'),
    id: z.string().min(1).max(64),
    /** Path and parameters of the list, e.g. `/clusters/_all/nodes?filter=Status!=Ready`. */
    query: z.string().max(16_384),
    /** Of the last message that was applied, to be spared a snapshot of what is known. */
    cursor: z.string().max(64).optional(),
  }),
  z.object({ type: z.literal('close'), id: z.string().min(1).max(64) }),
]);

const tableChangesSchema = z.object({
  /** Position of the table in the answer. */
  table: z.number().int(),
  total: z.number().int(),
  removed: z.array(z.object({ cluster: z.string(), uid: z.string() })),
  /** By ascending index: first take out removed and upserted rows, then put each row at its index. */
  upserts: z.array(z.object({ index: z.number().int(), row: rowSchema })),
});

/** What a server sends, each with the id of the live table it belongs to. */
export const serverMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), id: z.string(), cursor: z.string(), answer: answerSchema }),
  z.object({
    type: z.literal('changes'),
    id: z.string(),
    cursor: z.string(),
    nowMs: z.number(),
    tables: z.array(tableChangesSchema),
    coverage: coverageSchema.optional(),
    notices: z.array(z.string()).optional(),
  }),
  z.object({ type: z.literal('coverage'), id: z.string(), cursor: z.string(), nowMs: z.number(), coverage: coverageSchema }),
  z.object({ type: z.literal('error'), id: z.string() }).extend(errorSchema.shape),
]);

/** What a client sends. */
export type ClientMessage = z.infer<typeof clientMessageSchema>;
/** What a server sends. */
export type ServerMessage = z.infer<typeof serverMessageSchema>;

/** The snapshot or changes that a message tells, to be applied with `applyChanges`; undefined for an error. */
export function liveFromWire(message: ServerMessage): LiveSnapshot | LiveChanges | undefined {
  switch (message.type) {
    case 'snapshot':
      return { type: 'snapshot', cursor: message.cursor, answer: answerFromWire(message.answer) };
    case 'coverage':
      return { type: 'changes', cursor: message.cursor, nowMs: message.nowMs, tables: [], coverage: coverageFromWire(message.coverage) };
    case 'changes':
      return {
        type: 'changes',
        cursor: message.cursor,
        nowMs: message.nowMs,
        tables: message.tables.map((table) => ({
          ...table,
          upserts: table.upserts.map(({ index, row }) => ({ index, row: rowFromWire(row) })),
        })),
        ...(message.coverage === undefined ? {} : { coverage: coverageFromWire(message.coverage) }),
        ...(message.notices === undefined ? {} : { notices: message.notices }),
      };
    case 'error':
      return undefined;
  }
}
