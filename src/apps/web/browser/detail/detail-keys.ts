import { copyText, say } from './copy-text.ts';

/** `y` YAML, `l` logs, `s` shell command, `f` forward command, `c` copy: of the object of the page, or of the row that has the focus. Each answers whether it did something. */
export function detailKeys(main: HTMLElement): ReadonlyMap<string, () => boolean> {
  return new Map<string, () => boolean>([
    ['y', () => open(main, 'yaml', '?view=yaml')],
    ['l', () => open(main, 'logs', '/logs')],
    ['s', () => copyCommand(main, ['exec', 'debug'])],
    ['f', () => copyCommand(main, ['port-forward'])],
    ['c', () => copyCommand(main, ['get'])],
  ]);
}

/** The tab of the page, or the same view of the row's object. */
function open(main: HTMLElement, tab: string, suffix: string): boolean {
  const link = main.querySelector<HTMLAnchorElement>(`nav.tabs a[data-tab="${tab}"]`);
  const address = link?.href ?? rowAddress(main, suffix);
  if (address === undefined) return false;
  location.assign(address);
  return true;
}

/** Where the focused row leads, parameters of the list left out. */
function rowAddress(main: HTMLElement, suffix: string): string | undefined {
  const row = main.contains(document.activeElement) ? document.activeElement?.closest('tr') : null;
  const link = row?.querySelector<HTMLAnchorElement>('td.name a');
  return link === null || link === undefined ? undefined : new URL(link.href).pathname + suffix;
}

function copyCommand(main: HTMLElement, ids: readonly string[]): boolean {
  const here = ids.map((id) => main.querySelector<HTMLElement>(`code[data-cmd="${id}"]`)?.dataset.copy).find((text) => text !== undefined);
  if (here !== undefined) {
    void copyText(here);
    return true;
  }
  const address = rowAddress(main, '?view=commands');
  if (address === undefined) return false;
  void copyFrom(address, ids);
  return true;
}

async function copyFrom(address: string, ids: readonly string[]): Promise<void> {
  const answer = await fetch(address, { headers: { accept: 'application/json' } }).catch(() => undefined);
  if (answer?.ok !== true) return say('The commands of this row could not be read.');
  const { commands } = (await answer.json()) as { readonly commands: readonly { readonly id: string; readonly command: string }[] };
  const found = ids.map((id) => commands.find((one) => one.id === id)).find((one) => one !== undefined);
  return found === undefined ? say('There is no such command for this object.') : copyText(found.command);
}
