import type { Slices } from '../fleet/fleet-view.ts';

/** Runs long work to its end at once; for tests, the command line and small answers. */
export function finish<T>(slices: Slices<T>): T {
  for (;;) {
    const step = slices.next();
    if (step.done === true) return step.value;
  }
}
