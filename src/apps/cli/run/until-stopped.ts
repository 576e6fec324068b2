import type { Terminal } from '../terminal.ts';
import type { RunningServer } from './serve-fleet.ts';

/** How long answers in flight may take to finish once the process was told to stop. */
const farewellMs = 4000;

/** Shows the progress of the first sync, then waits for Ctrl-C or SIGTERM and closes the server; answers exit code 0. */
export async function untilStopped(running: RunningServer, terminal: Terminal, onReady: () => void = () => {}): Promise<number> {
  let ready = false;
  const watch = setInterval(() => {
    if (ready) return;
    const { done, total } = running.fleet.source.syncProgress();
    const awaited = running.awaited?.();
    terminal.progress(`${done} of ${total} clusters${awaited === undefined ? '' : `, waiting for ${awaited}`}`);
    if (done < total) return;
    ready = true;
    terminal.note(`Ready: ${readySentence(running)}`);
    onReady();
  }, 100);
  await terminal.interrupted;
  clearInterval(watch);
  terminal.progress(undefined);
  await Promise.race([running.close(), new Promise((resolve) => setTimeout(resolve, farewellMs))]);
  return 0;
}

/** `1,223 nodes … in 148 clusters, 2 of them unreachable.` */
function readySentence(running: RunningServer): string {
  const { clustersByState, clusterCount } = running.fleet.source.status();
  const { objects } = running.fleet.store.stats();
  const trouble = (['unreachable', 'forbidden', 'stale'] as const)
    .filter((state) => clustersByState[state] > 0)
    .map((state) => `${clustersByState[state]} ${state}`);
  return `${objects.toLocaleString('en')} objects of ${clusterCount} clusters${trouble.length === 0 ? '' : ` (${trouble.join(', ')})`}.`;
}
