import { tickAges } from './ages.ts';
import { detailKeys } from './detail/detail-keys.ts';
import { takeOverDetail } from './detail/take-over-detail.ts';
import { takeOverEvents } from './events/take-over-events.ts';
import { listenToKeys } from './keys/listen-to-keys.ts';
import { takeOverList } from './list/take-over-list.ts';
import { LiveSocket } from './live/live-socket.ts';
import { LiveStatus } from './live/live-status.ts';
import { PageCount } from './live/page-count.ts';
import { takeOverLogs } from './logs/take-over-logs.ts';

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
  if (main.classList.contains('detail')) takeOverDetail(main, socket);
  if (main.dataset.refresh !== undefined) takeOverEvents(main, socket);
  if (main.dataset.logs !== undefined) takeOverLogs(main);
  addEventListener('online', () => socket.wake());
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) socket.wake();
  });
  // A page kept by the browser lost its socket on the way.
  addEventListener('pageshow', () => socket.wake());
  if (main.dataset.problems !== undefined) new PageCount().show(Number(main.dataset.problems));
  tickAges(main, nowMs);
  listenToKeys(main, detailKeys(main));
}
