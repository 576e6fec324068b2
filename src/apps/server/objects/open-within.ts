import type { FleetView, Scope } from '../../../core/fleet/fleet-view.ts';
import type { ShardNeed } from '../../../edge/collector/fleet-source.ts';
import type { LiveSource } from '../live/live-feed.ts';

/** A view with what is needed, or as it is after so many milliseconds: what belongs to an object is worth a moment, not a wait. */
export async function openWithin(
  source: LiveSource,
  q: { readonly need: readonly ShardNeed[]; readonly scope: Scope; readonly signal: AbortSignal; readonly withinMs: number },
): Promise<FleetView> {
  const { need, scope, signal, withinMs } = q;
  const opened = source.source.open({ need, scope, signal });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<FleetView>((resolve) => {
    timer = setTimeout(() => resolve(source.view(scope)), withinMs);
  });
  // What goes on behind our back must not end the process.
  opened.catch(() => undefined);
  try {
    return await Promise.race([opened, late]);
  } finally {
    clearTimeout(timer);
  }
}
