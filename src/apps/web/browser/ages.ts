import { humanDuration } from '../../../core/kube/duration.ts';

/** What an age in the page counts from. Written by the server as seconds in base 36: `data-t`, and the restarts before it: `data-n`. */
export function ageText(cell: HTMLElement, nowMs: number): string {
  const sinceMs = Number.parseInt(cell.dataset.t ?? '', 36) * 1000;
  const age = humanDuration(Math.max(0, nowMs - sinceMs));
  return cell.dataset.n === undefined ? age : `${cell.dataset.n} (${age} ago)`;
}

/** Ages above a minute change at most once a minute, except that seconds show up to ten of them: all are looked at so often. */
const everyMs = 1000;
/** Rows beyond the screen are brought up to date in turns. */
const cellsPerTurn = 400;

/** Keeps the ages of a page true. `nowMs` is the server's time. */
export function tickAges(root: ParentNode, nowMs: () => number): void {
  let from = 0;
  setInterval(() => {
    if (document.hidden) return;
    const cells = root.querySelectorAll<HTMLElement>('[data-t]');
    const now = nowMs();
    const count = Math.min(cells.length, cellsPerTurn);
    for (let i = 0; i < count; i++) {
      const cell = cells[(from + i) % cells.length] as HTMLElement;
      const text = ageText(cell, now);
      if (cell.textContent !== text) cell.textContent = text;
    }
    from = cells.length === 0 ? 0 : (from + count) % cells.length;
  }, everyMs);
}
