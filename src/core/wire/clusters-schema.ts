import { z } from 'zod';
import type { ClusterFacts, ClusterIdentity } from '../fleet/fleet-view.ts';

/** One cluster of the clusters answer. */
export const clusterSchema = z.object({
  id: z.string(),
  uid: z.string().nullable(),
  aliases: z.array(z.string()),
  labels: z.record(z.string(), z.string()),
  server: z.string(),
  state: z.enum(['syncing', 'live', 'stale', 'unreachable', 'forbidden']),
  sinceMs: z.number(),
  reason: z.string(),
  version: z.string().nullable(),
  latencyMs: z.number().nullable(),
  lastContactMs: z.number().nullable(),
  clockSkewMs: z.number().nullable(),
  /** As whom it is read; absent from servers that do not say it. */
  identity: z.object({ context: z.string().optional(), user: z.string().optional(), credential: z.string() }).optional(),
  /** Resources that were asked for and may not be listed. */
  forbidden: z.array(z.string()).optional(),
});

/** The JSON answer of `/clusters`. */
export const clustersSchema = z.object({ nowMs: z.number(), clusters: z.array(clusterSchema) });

/** The JSON answer of `/clusters`. */
export type WireClusters = z.infer<typeof clustersSchema>;

/** Facts of clusters as plain values. */
export function wireClusters(clusters: readonly ClusterFacts[], nowMs: number): WireClusters {
  return {
    nowMs,
    clusters: clusters.map((facts) => ({
      id: facts.id,
      uid: facts.uid ?? null,
      aliases: [...facts.aliases],
      labels: { ...facts.labels },
      server: facts.server,
      state: facts.state,
      sinceMs: facts.sinceMs,
      reason: facts.reason,
      version: facts.version ?? null,
      latencyMs: facts.latencyMs ?? null,
      lastContactMs: facts.lastContactMs ?? null,
      clockSkewMs: facts.clockSkewMs ?? null,
      ...(facts.forbidden === undefined ? {} : { forbidden: [...facts.forbidden] }),
      ...(facts.identity === undefined ? {} : { identity: { ...facts.identity } }),
    })),
  };
}

/** Facts of clusters from plain values. */
export function clustersFromWire({ clusters }: WireClusters): readonly ClusterFacts[] {
  return clusters.map(({ identity, forbidden, ...facts }) => ({
    ...facts,
    uid: facts.uid ?? undefined,
    version: facts.version ?? undefined,
    latencyMs: facts.latencyMs ?? undefined,
    lastContactMs: facts.lastContactMs ?? undefined,
    clockSkewMs: facts.clockSkewMs ?? undefined,
    ...(identity === undefined ? {} : { identity: identityOf(identity) }),
    ...(forbidden === undefined ? {} : { forbidden }),
  }));
}

function identityOf({ context, user, credential }: NonNullable<WireClusters['clusters'][number]['identity']>): ClusterIdentity {
  return { ...(context === undefined ? {} : { context }), ...(user === undefined ? {} : { user }), credential };
}
