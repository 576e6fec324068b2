import { z } from 'zod';
import type { Overview } from '../query/overview/overview.ts';

const stateSchema = z.enum(['syncing', 'live', 'stale', 'unreachable', 'forbidden']);
const countedSchema = z.object({ name: z.string(), count: z.number(), link: z.string() });

/** The JSON answer of `/`: the fleet at a glance. */
export const overviewSchema = z.object({
  nowMs: z.number(),
  /** By channel. */
  clusters: z.array(
    z.object({
      channel: z.string(),
      total: z.number(),
      states: z.partialRecord(stateSchema, z.number()),
      /** When the oldest part was true last; null when all is live. */
      oldestMs: z.number().nullable(),
    }),
  ),
  versions: z.array(countedSchema),
  counts: z.array(countedSchema.extend({ resource: z.string(), missing: z.number() })),
  broken: z.array(
    z.object({
      resource: z.string(),
      kind: z.string(),
      reason: z.string(),
      severity: z.enum(['critical', 'warning']),
      images: z.string().nullable(),
      count: z.number(),
      clusters: z.array(z.string()),
      sinceMs: z.number().nullable(),
      atLeast: z.boolean(),
      latestMs: z.number().nullable(),
      example: z.object({ cluster: z.string(), key: z.string() }),
      restarts: z.number(),
      message: z.string(),
      link: z.string(),
    }),
  ),
  words: z.array(
    z.object({ state: stateSchema, reason: z.string(), clusters: z.array(z.string()), sinceMs: z.number(), link: z.string() }),
  ),
  rollouts: z.array(
    z.object({
      atMs: z.number(),
      name: z.string(),
      images: z.string(),
      imagesBefore: z.string().nullable(),
      clusters: z.array(z.string()),
      link: z.string(),
    }),
  ),
});

/** The JSON answer of `/`. */
export type WireOverview = z.infer<typeof overviewSchema>;

/** The fleet at a glance as plain values. */
export function wireOverview({ nowMs, clusters, versions, counts, broken, wordy, rollouts }: Overview): WireOverview {
  return {
    nowMs,
    clusters: clusters.map((one) => ({ ...one, states: { ...one.states } })),
    versions: [...versions],
    counts: [...counts],
    broken: broken.map(({ plural: _plural, channels: _channels, ...one }) => ({
      ...one,
      images: one.images ?? null,
      clusters: [...one.clusters],
      example: { ...one.example },
    })),
    words: wordy.map((one) => ({ ...one, clusters: [...one.clusters] })),
    rollouts: rollouts.map((one) => ({ ...one, imagesBefore: one.imagesBefore ?? null, clusters: [...one.clusters] })),
  };
}
