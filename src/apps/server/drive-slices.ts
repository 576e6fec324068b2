import type { Slices } from '../../core/fleet/fleet-view.ts';

/**
 * Runs long core work to its end without blocking the event loop: after `sliceMs` of work other things get their turn.
 * Rejects with the signal's reason when it aborts between two slices.
 */
export async function driveSlices<T>(slices: Slices<T>, q: { readonly sliceMs?: number; readonly signal?: AbortSignal } = {}): Promise<T> {
  const sliceMs = q.sliceMs ?? 8;
  for (;;) {
    const until = performance.now() + sliceMs;
    do {
      const step = slices.next();
      if (step.done) return step.value;
    } while (performance.now() < until);
    await new Promise((resolve) => setImmediate(resolve));
    q.signal?.throwIfAborted();
  }
}
