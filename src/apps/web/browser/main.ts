import { tickAges } from './ages.ts';
import { listenToKeys } from './keys/listen-to-keys.ts';
import { takeOverList } from './list/take-over-list.ts';
import { LiveSocket } from './live/live-socket.ts';
import { LiveStatus } from './live/live-status.ts';

const main = document.querySelector<HTMLElement>('main');
if (main !== null) takeOver(main);

/** Makes the page live: the document that came stays, and is kept true from here on. */
function takeOver(main: HTMLElement): void {
  const skewMs = Number(main.dataset.now ?? Date.now()) - Date.now();
  const nowMs = (): number => Date.now() + skewMs;
  const status = new LiveStatus();
  const socket = new LiveSocket(
    `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/live`,
    { open: (url) => new WebSocket(url), random: Math.random, setTimeout: (run, ms) => setTimeout(run, ms) },
    (state) => status.show(state),
  );
  status.onToggle((paused) => (paused ? socket.pause() : socket.resume()));
  if (main.dataset.live !== undefined) takeOverList({ main, socket, nowMs });
  addEventListener('online', () => socket.resume());
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) socket.resume();
  });
  tickAges(main, nowMs);
  listenToKeys(main);
}
