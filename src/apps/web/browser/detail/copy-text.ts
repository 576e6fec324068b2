/** Puts a text on the clipboard and says so; where the browser refuses, the text is shown to be copied by hand. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(`Copied: ${text}`);
  } catch {
    say(text);
  }
}

const shownMs = 4000;

/** Says something for a moment, to eyes and screen readers. */
export function say(text: string): void {
  document.querySelector('.toast')?.remove();
  const toast = document.createElement('div');
  toast.className = 'toast';
  toast.setAttribute('role', 'status');
  toast.textContent = text;
  document.body.append(toast);
  setTimeout(() => toast.remove(), shownMs);
}

/** A button behind every command of the page that copies it. */
export function addCopyButtons(root: ParentNode): void {
  for (const command of root.querySelectorAll<HTMLElement>('code.cmd[data-copy]')) {
    const text = command.dataset.copy ?? '';
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = 'Copy';
    button.setAttribute('aria-label', `Copy: ${text}`);
    button.addEventListener('click', () => void copyText(text));
    command.after(' ', button);
  }
}
