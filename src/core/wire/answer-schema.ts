import { z } from 'zod';

/** A typed cell: text, number, boolean, quantity, restarts, span of time, or any JSON that an expression gave; null is n/a. */
export const cellSchema = z.union([
  z.null(),
  z.string(),
  z.number(),
  z.boolean(),
  z.strictObject({ text: z.string(), number: z.number() }),
  z.strictObject({ count: z.number(), lastMs: z.number().nullable() }),
  z.strictObject({ fromMs: z.number(), toMs: z.number().nullable() }),
  z.json(),
]);

/** A column of a table. */
export const columnSchema = z.object({
  name: z.string(),
  type: z.enum(['text', 'number', 'boolean', 'time', 'date', 'quantity', 'ratio', 'restarts', 'span', 'json']),
  wide: z.boolean(),
  description: z.string(),
  source: z.enum(['resource', 'label', 'problem', 'custom', 'join', 'group']),
  labelKey: z.string().nullable(),
});

/** A row: `cells` and `texts` stand in the order of the table's columns. */
export const rowSchema = z.object({
  cluster: z.string(),
  namespace: z.string().nullable(),
  name: z.string(),
  uid: z.string(),
  createdMs: z.number().nullable(),
  /** True when the row's shard is not live. */
  stale: z.boolean(),
  /** Where the rows are that a group counts. */
  link: z.string().optional(),
  cells: z.array(cellSchema),
  /** The cells as kubectl prints them at `nowMs`; null where a cell is a text that prints as it is. */
  texts: z.array(z.string().nullable()),
});

/** Rows of one resource. */
export const tableSchema = z.object({
  resource: z.string(),
  kind: z.string(),
  plural: z.string(),
  namespaced: z.boolean(),
  /** Rows before limit and offset. */
  total: z.number().int(),
  showCluster: z.boolean(),
  showNamespace: z.boolean(),
  columns: z.array(columnSchema),
  rows: z.array(rowSchema),
});

/** What an answer speaks for; clusters that are live are not among the gaps. */
export const coverageSchema = z.object({
  asked: z.array(z.string()),
  gaps: z.array(
    z.object({
      cluster: z.string(),
      resource: z.string(),
      state: z.enum(['syncing', 'stale', 'unreachable', 'forbidden', 'not served']),
      sinceMs: z.number(),
      reason: z.string(),
      received: z.number(),
      expected: z.number().nullable(),
      /** True when the shard is live, but only some of the namespaces asked may be listed. */
      partial: z.boolean(),
    }),
  ),
  seconds: z.number(),
});

/** One step of the way to an answer. */
export const explainStepSchema = z.object({
  table: z.string(),
  step: z.string(),
  detail: z.string(),
  rowsIn: z.number(),
  rowsOut: z.number(),
  micros: z.number(),
});

/** The JSON answer of a list. */
export const answerSchema = z.object({
  /** The instant that texts are printed for. */
  nowMs: z.number(),
  /** The footer in words. */
  line: z.string(),
  coverage: coverageSchema,
  notices: z.array(z.string()),
  /** Objects asked for by name that no cluster has. */
  missing: z.array(z.object({ resource: z.string(), name: z.string() })),
  tables: z.array(tableSchema),
  /** How it was found, with `explain=1`. */
  explain: z.array(explainStepSchema).optional(),
});

/** The JSON answer of a list. */
export type WireAnswer = z.infer<typeof answerSchema>;
/** One table of it. */
export type WireTable = z.infer<typeof tableSchema>;
/** One row of it. */
export type WireRow = z.infer<typeof rowSchema>;
/** Its coverage. */
export type WireCoverage = z.infer<typeof coverageSchema>;
