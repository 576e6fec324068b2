/** A text as the value of a filter term: quoted where the filter would read more than a text. */
export function filterValue(text: string): string {
  return /^[\w./:@%+-]*$/.test(text) ? text : quotedText(text);
}

/** A text in quotes, as filters read them. */
export function quotedText(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
