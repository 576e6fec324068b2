import type { FleetStore } from '../../core/fleet/fleet-store.ts';
import { driveSlices } from './drive-slices.ts';

const restMs = 2000;

/** Packs objects that have not changed for a while, a few milliseconds at a time; the answer stops it. */
export function packWhileIdle(store: FleetStore): () => void {
  const controller = new AbortController();
  const round = async (): Promise<void> => {
    await driveSlices(store.packIdle(), { sliceMs: 4, signal: controller.signal });
    timer = setTimeout(run, restMs);
  };
  const run = (): void => {
    round().catch((error: unknown) => {
      if (!controller.signal.aborted) throw error;
    });
  };
  let timer = setTimeout(run, restMs);
  return () => {
    controller.abort();
    clearTimeout(timer);
  };
}
