import { z } from 'zod';
import type { KeptLogLine } from '../kube/log-grep.ts';
import type { LogSource } from '../kube/log-line.ts';

const sourceSchema = z.object({ cluster: z.string(), namespace: z.string(), pod: z.string(), container: z.string() });

/** One line of a log as JSON, alone on its line: what `hindsight logs -o json` prints and a server streams. */
export const logLineSchema = sourceSchema.extend({
  type: z.literal('line'),
  /** As the kubelet wrote it; empty where it wrote none. */
  time: z.string(),
  text: z.string(),
  cutBytes: z.number().optional(),
  isContext: z.literal(true).optional(),
  afterGap: z.literal(true).optional(),
});

/** What a server streams of logs, one message on each line. */
export const logMessageSchema = z.discriminatedUnion('type', [
  logLineSchema,
  z.object({ type: z.literal('note'), source: sourceSchema.optional(), text: z.string(), isTrouble: z.boolean() }),
  sourceSchema.extend({ type: z.literal('dropped'), count: z.number() }),
  /** Nothing happened for a while. */
  z.object({ type: z.literal('alive') }),
  /** The logs have ended; without it the connection broke. */
  z.object({ type: z.literal('end'), containers: z.number() }),
]);

/** What a server streams of logs, one message on each line. */
export type LogMessage = z.infer<typeof logMessageSchema>;

/** A line with its source as plain values, in a fixed order. */
export function wireLogLine({ cluster, namespace, pod, container }: LogSource, line: KeptLogLine): z.infer<typeof logLineSchema> {
  const { time, text, cutBytes, isContext, afterGap } = line;
  return {
    type: 'line',
    cluster,
    namespace,
    pod,
    container,
    time,
    text,
    ...(cutBytes === undefined ? {} : { cutBytes }),
    ...(isContext === undefined ? {} : { isContext }),
    ...(afterGap === undefined ? {} : { afterGap }),
  };
}
