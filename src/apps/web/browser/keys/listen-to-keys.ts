/** Keys of every page: `/` filter, `j` `k` through rows, Enter opens, Escape lets go. Others are added by the palette. */
export function listenToKeys(main: HTMLElement): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const act = actions.get(event.key);
    if (act === undefined) return;
    if (act(main)) event.preventDefault();
  });
}

/** Answers whether the key did something. */
type KeyAction = (main: HTMLElement) => boolean;

const actions: ReadonlyMap<string, KeyAction> = new Map<string, KeyAction>([
  ['/', focusFilter],
  ['j', (main) => step(main, 1)],
  ['ArrowDown', (main) => step(main, 1)],
  ['k', (main) => step(main, -1)],
  ['ArrowUp', (main) => step(main, -1)],
  ['Escape', letGo],
]);

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;
}

function focusFilter(main: HTMLElement): boolean {
  const field = main.querySelector<HTMLInputElement>('#filter, input[name=q]');
  if (field === null) return false;
  const details = field.closest('details');
  if (details !== null) details.open = true;
  field.focus();
  field.select();
  return true;
}

/** Moves the focus to the next or previous row's link; arrows scroll as usual until a row has been chosen. */
function step(main: HTMLElement, by: 1 | -1): boolean {
  const links = [...main.querySelectorAll<HTMLElement>('tbody tr:not(.vanished) td.name a')];
  if (links.length === 0) return false;
  const at = links.findIndex((link) => link.closest('tr')?.contains(document.activeElement) === true);
  const next = links[at === -1 ? (by === 1 ? 0 : links.length - 1) : Math.max(0, Math.min(links.length - 1, at + by))];
  next?.focus();
  next?.closest('tr')?.scrollIntoView({ block: 'nearest' });
  return true;
}

function letGo(): boolean {
  if (!(document.activeElement instanceof HTMLElement) || document.activeElement === document.body) return false;
  document.activeElement.blur();
  return true;
}
