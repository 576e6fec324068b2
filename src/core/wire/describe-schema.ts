import { z } from 'zod';
import { coverageSchema } from './answer-schema.ts';

const levelSchema = z.enum(['bad', 'warn', 'wait', 'ok', 'gone', 'lost']);

/** An object of the same cluster by name. */
const objectNameSchema = z.object({
  resource: z.string().optional(),
  kind: z.string(),
  namespace: z.string().optional(),
  name: z.string(),
});

/** One thing that a description says. */
const describedValueSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string(), level: levelSchema.optional() }),
  z.object({ type: z.literal('time'), atMs: z.number(), atLeast: z.boolean().optional() }),
  z.object({ type: z.literal('object'), object: objectNameSchema, level: levelSchema.optional() }),
  z.object({ type: z.literal('command'), text: z.string() }),
]);

const describedFieldSchema = z.object({ name: z.string(), values: z.array(describedValueSchema) });

const sectionFrame = { id: z.string(), title: z.string(), note: z.string().optional() };

/** A part of a description. */
const describedSectionSchema = z.discriminatedUnion('form', [
  z.object({ ...sectionFrame, form: z.literal('fields'), fields: z.array(describedFieldSchema) }),
  z.object({
    ...sectionFrame,
    form: z.literal('items'),
    items: z.array(z.object({ name: z.string(), level: levelSchema.optional(), fields: z.array(describedFieldSchema) })),
  }),
  z.object({
    ...sectionFrame,
    form: z.literal('table'),
    columns: z.array(z.string()),
    rows: z.array(z.array(describedValueSchema)),
    more: z.number().int(),
  }),
]);

/** One object, described. */
export const descriptionSchema = z.object({
  cluster: z.string(),
  object: objectNameSchema,
  uid: z.string(),
  stale: z.string(),
  nowMs: z.number(),
  sections: z.array(describedSectionSchema),
});

/** The JSON answer of a list with `describe=1`. */
export const describeSchema = z.object({
  nowMs: z.number(),
  /** The footer in words. */
  line: z.string(),
  coverage: coverageSchema,
  notices: z.array(z.string()),
  missing: z.array(z.object({ resource: z.string(), name: z.string() })),
  descriptions: z.array(descriptionSchema),
});

/** The JSON answer of a list with `describe=1`. */
export type WireDescribe = z.infer<typeof describeSchema>;
