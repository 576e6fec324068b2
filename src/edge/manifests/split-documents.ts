/** A document of a stream: where its text stands. */
export interface DocumentSpan {
  /** Offset of its first character, after the `---` line. */
  readonly start: number;
  readonly end: number;
  /** 1-based line of its first character. */
  readonly line: number;
}

/**
 * The documents of a YAML text, by their `---` lines: such a line ends a document wherever it stands, so that one document that cannot be read hides no other.
 * Empty ones are left out.
 */
export function splitDocuments(text: string): readonly DocumentSpan[] {
  const spans: DocumentSpan[] = [];
  let start = text.startsWith('\ufeff') ? 1 : 0;
  let line = 1;
  for (const at of separators(text)) {
    add(spans, text, { start, end: at, line });
    line += linesIn(text, start, at);
    // What follows the three dashes on their line belongs to the next document.
    start = at + 3;
  }
  add(spans, text, { start, end: text.length, line });
  return spans;
}

function* separators(text: string): Iterable<number> {
  const first = text.startsWith('\ufeff') ? 1 : 0;
  if (isSeparator(text, first)) yield first;
  for (let at = text.indexOf('\n---'); at !== -1; at = text.indexOf('\n---', at + 4)) if (isSeparator(text, at + 1)) yield at + 1;
}

function isSeparator(text: string, at: number): boolean {
  if (!text.startsWith('---', at)) return false;
  const next = text[at + 3];
  return next === undefined || next === '\n' || next === '\r' || next === ' ' || next === '\t';
}

function add(spans: DocumentSpan[], text: string, span: DocumentSpan): void {
  if (hasContent(text, span)) spans.push(span);
}

/** Anything but blank lines, comments, directives and the end marker. */
function hasContent(text: string, { start, end }: DocumentSpan): boolean {
  for (let at = start; at < end; ) {
    const next = text.indexOf('\n', at);
    const stop = next === -1 || next > end ? end : next;
    const line = text.slice(at, stop).trim();
    if (line !== '' && !line.startsWith('#') && !line.startsWith('%') && line !== '...') return true;
    at = stop + 1;
  }
  return false;
}

function linesIn(text: string, start: number, end: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n', start); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
