/** A command line taken apart as a POSIX shell does, up to the cursor. */
export interface SplitLine {
  /** Words without quotes; the last one, perhaps empty, is the one at the cursor. */
  readonly words: readonly string[];
  /** The quote that is open at the cursor; empty outside of quotes. */
  readonly openQuote: string;
}

/** Splits the text before the cursor into words; quotes and backslashes as in a shell, nothing is expanded. */
export function splitLine(text: string): SplitLine {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    if (quote === "'" && char !== "'") word = (word ?? '') + char;
    else if (char === '\\' && quote !== "'") word = (word ?? '') + (text[++at] ?? '');
    else if (char === quote) quote = '';
    else if (quote === '' && (char === '"' || char === "'")) {
      quote = char;
      word ??= '';
    } else if (quote === '' && /\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + char;
  }
  return { words: [...words, word ?? ''], openQuote: quote };
}
