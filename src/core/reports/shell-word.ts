import { visibleText } from './visible-text.ts';

/** A word that a POSIX shell takes as it is; signs that command a terminal are made visible. */
export function shellWord(word: string): string {
  const shown = visibleText(word);
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`;
}
