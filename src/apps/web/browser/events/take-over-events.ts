import type { LiveSocket } from '../live/live-socket.ts';

/** The page is drawn anew at most so often. */
const everyMs = 3000;

/** Keeps the page of events true: when something new was said, the server's own page is fetched and its list takes the place of the old one. */
export function takeOverEvents(main: HTMLElement, socket: LiveSocket): void {
  let cursor: string | undefined;
  let isWaiting = false;
  let isFirst = true;
  const refresh = async (): Promise<void> => {
    isWaiting = false;
    // Nobody looks, or somebody is about to click.
    if (document.hidden || main.querySelector('.evs a:hover, .evs a:focus-visible') !== null) return wait();
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } }).catch(() => undefined);
    if (answer?.ok !== true) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const part of ['.evs', '.found']) {
      const fresh = page.querySelector(part);
      const old = main.querySelector(part);
      if (fresh !== null && old !== null) old.replaceChildren(...fresh.childNodes);
    }
  };
  const wait = (): void => {
    if (isWaiting) return;
    isWaiting = true;
    setTimeout(() => void refresh(), everyMs);
  };
  socket.follow({
    query: main.dataset.refresh ?? '',
    cursor: () => cursor,
    onMessage: (message) => {
      if (message.type === 'error') return;
      cursor = message.cursor;
      if (!isFirst && message.type !== 'coverage') wait();
      isFirst = false;
    },
  });
}
