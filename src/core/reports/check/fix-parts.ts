/** An advice in words, and the YAML that it ends with, if it does. */
export interface FixParts {
  readonly prose: string;
  readonly code: string | undefined;
}

/** Splits an advice at its first blank line: what follows is YAML. */
export function fixParts(text: string): FixParts {
  const at = text.indexOf('\n\n');
  if (at === -1) return { prose: text.replaceAll('\n', ' '), code: undefined };
  return { prose: text.slice(0, at).replaceAll('\n', ' '), code: text.slice(at + 2).trimEnd() };
}
