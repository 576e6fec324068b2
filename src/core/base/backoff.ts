import type { Random } from './random.ts';

/** Bounds of an exponential backoff, in milliseconds. */
export interface BackoffBounds {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * The delay before attempt `attempt` (0 = first retry): exponential with full jitter, uniform in [0, min(max, first·2^attempt)].
 * Full jitter spreads a crowd of clients that all lost the same server best.
 */
export function backoffMs(attempt: number, bounds: BackoffBounds, random: Random): number {
  const ceiling = Math.min(bounds.maxMs, bounds.firstMs * 2 ** Math.min(attempt, 30));
  return random.next() * ceiling;
}
