import { Palette } from '../palette/palette.ts';
import { showKeyHelp } from './key-help.ts';

/** Does what a key stands for; answers whether it did anything. */
export type KeyAction = () => boolean;

/** Keys of every page; `more` are those of this kind of page, which come first. */
export function listenToKeys(main: HTMLElement, more: ReadonlyMap<string, KeyAction> = new Map()): void {
  const palette = new Palette();
  const keys = pageKeys(main, palette);
  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      void palette.open();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]') !== null) return;
    // Within a field only Escape means something to us.
    if (isTyping(event.target) && event.key !== 'Escape') return;
    if ((more.get(event.key) ?? keys.get(event.key))?.() === true) event.preventDefault();
  });
}

function pageKeys(main: HTMLElement, palette: Palette): ReadonlyMap<string, KeyAction> {
  return new Map<string, KeyAction>([
    ['/', () => focusFilter(main)],
    ['j', () => step(main, 1)],
    ['k', () => step(main, -1)],
    ['ArrowDown', () => hasRow(main) && step(main, 1)],
    ['ArrowUp', () => hasRow(main) && step(main, -1)],
    ['Escape', letGo],
    ['?', () => did(showKeyHelp())],
    [':', () => did(palette.open(':'))],
    ['p', () => did(document.querySelector<HTMLButtonElement>('.live-state')?.click())],
  ]);
}

function did(_done: unknown): true {
  return true;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;
}

function focusFilter(main: HTMLElement): boolean {
  const field = main.querySelector<HTMLInputElement>('#filter') ?? document.querySelector<HTMLInputElement>('input[name=q]');
  if (field === null) return false;
  const details = field.closest('details');
  if (details !== null) details.open = true;
  field.focus();
  field.select();
  return true;
}

/** Arrows scroll as usual until a row has been chosen. */
function hasRow(main: HTMLElement): boolean {
  return main.querySelector('tbody tr')?.parentElement?.contains(document.activeElement) === true;
}

/** Moves the focus to the link of the next or previous row. */
function step(main: HTMLElement, by: 1 | -1): boolean {
  const links = [...main.querySelectorAll<HTMLElement>('tbody tr:not(.vanished) td.name a')];
  if (links.length === 0) return false;
  const at = links.findIndex((link) => link.closest('tr')?.contains(document.activeElement) === true);
  const start = by === 1 ? 0 : links.length - 1;
  const next = links[at === -1 ? start : Math.max(0, Math.min(links.length - 1, at + by))];
  next?.focus({ focusVisible: true } as FocusOptions);
  next?.closest('tr')?.scrollIntoView({ block: 'nearest' });
  return true;
}

function letGo(): boolean {
  if (!(document.activeElement instanceof HTMLElement) || document.activeElement === document.body) return false;
  document.activeElement.blur();
  return true;
}
