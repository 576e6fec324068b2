import { html } from './html-text.ts';

/** HTML that is safe to send: made by `markup`, never from a text as it is. */
export class Markup {
  readonly text: string;

  /** For `markup` and for functions that escape on their own; a text from a cluster must never come here. */
  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** What may stand in a template: texts and numbers are escaped, markup stands as it is, lists are joined, nothing is nothing. */
export type MarkupPart = string | number | Markup | undefined | null | false | readonly MarkupPart[];

/** Writes HTML with everything that is put in escaped: `markup\`<p title="${reason}">${name}</p>\``. Attribute values must stand in quotes. */
export function markup(pieces: TemplateStringsArray, ...parts: readonly MarkupPart[]): Markup {
  let text = pieces[0] ?? '';
  for (const [i, part] of parts.entries()) text += partText(part) + (pieces[i + 1] ?? '');
  return new Markup(text);
}

function partText(part: MarkupPart): string {
  if (part === undefined || part === null || part === false) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'string') return html(part);
  return typeof part === 'number' ? String(part) : part.map(partText).join('');
}
