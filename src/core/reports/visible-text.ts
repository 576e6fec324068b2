/**
 * Text that cannot command a terminal: control characters, terminal escapes, signs that turn the writing direction, and signs that cannot be seen
 * are shown as `\x1b`, `\n` or `\u202e`. Everything else stays as it is.
 */
export function visibleText(text: string): string {
  return suspicious.test(text) ? text.replace(suspiciousAll, visibleSign) : text;
}

/**
 * Signs besides control characters that make a line read otherwise than it is, as the inside of a character class with the flag `u`: soft hyphen,
 * direction marks, overrides and isolates, zero-width spaces, line separators, tags. Joiners stay: emoji and several scripts need them.
 */
export const hiddenSigns =
  '\\u00ad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\u{e0000}-\\u{e007f}';

// C0, DEL and C1 are Cc.
const suspicious = new RegExp(`[\\p{Cc}${hiddenSigns}]`, 'u');
const suspiciousAll = new RegExp(suspicious.source, 'gu');

function visibleSign(sign: string): string {
  if (sign === '\n') return '\\n';
  if (sign === '\r') return '\\r';
  if (sign === '\t') return '\\t';
  const code = sign.codePointAt(0) as number;
  if (code > 0xffff) return `\\u{${code.toString(16)}}`;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** The same for texts of several lines: line breaks and tabs stay, which command nothing but where the next sign stands. */
export function harmlessToTerminal(text: string): string {
  return suspicious.test(text) ? text.replace(suspiciousAll, (sign) => (sign === '\n' || sign === '\t' ? sign : visibleSign(sign))) : text;
}
