/** What a key does, for the list of keys. */
export interface KeyHelp {
  readonly keys: readonly string[];
  readonly does: string;
}

/** Every key of the pages, in the order of the list. */
export const keyHelp: readonly KeyHelp[] = [
  { keys: ['/'], does: 'Filter, or search where there is nothing to filter' },
  { keys: ['Ctrl-K', '⌘K'], does: 'Go to a page, cluster, list or object' },
  { keys: [':'], does: 'Jump as in k9s, for example :pods prod-*' },
  { keys: ['j', '↓'], does: 'Next row' },
  { keys: ['k', '↑'], does: 'Row before' },
  { keys: ['Enter'], does: 'Open the row' },
  { keys: ['y'], does: 'YAML of the object' },
  { keys: ['l'], does: 'Logs of the object' },
  { keys: ['s'], does: 'Copy the command for a shell in it' },
  { keys: ['f'], does: 'Copy the command that forwards a port' },
  { keys: ['c'], does: 'Copy kubectl get for it' },
  { keys: ['p'], does: 'Pause live updates, and go on' },
  { keys: ['Esc'], does: 'Let go of the row or the field' },
  { keys: ['?'], does: 'This list' },
];

/** Shows the list of keys. */
export function showKeyHelp(): void {
  const known = document.querySelector<HTMLDialogElement>('dialog.keys');
  if (known !== null) {
    known.showModal();
    return;
  }
  const dialog = document.createElement('dialog');
  dialog.className = 'keys';
  dialog.setAttribute('aria-labelledby', 'keys-title');
  const title = Object.assign(document.createElement('h2'), { id: 'keys-title', textContent: 'Keys' });
  const list = document.createElement('dl');
  for (const { keys, does } of keyHelp) {
    const term = document.createElement('dt');
    for (const key of keys) term.append(Object.assign(document.createElement('kbd'), { textContent: key }), ' ');
    list.append(term, Object.assign(document.createElement('dd'), { textContent: does }));
  }
  const close = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Close' });
  close.addEventListener('click', () => dialog.close());
  dialog.append(title, list, close);
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
}
