import { visibleText } from './visible-text.ts';

/** A text as HTML content or quoted attribute: markup and control characters harmless. */
export function html(text: string): string {
  if (!unusual.test(text)) return text;
  const shown = visibleText(text);
  return special.test(shown) ? shown.replace(specialAll, (sign) => entities[sign as keyof typeof entities]) : shown;
}

// Everything but printable ASCII signs that stand for themselves: one cheap look at what most texts are made of.
const unusual = /[^ !#-%(-;=?-~]/;
const special = /[&<>"']/;
const specialAll = /[&<>"']/g;
const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' } as const;
