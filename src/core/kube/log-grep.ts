import type { LogLine } from './log-line.ts';

/** A line that was kept by a pattern. */
export interface KeptLogLine extends LogLine {
  /** Kept for the sake of a line near it that matches; absent on matching lines. */
  readonly isContext?: true;
  /** Lines before it were left out: this one begins another group. */
  readonly afterGap?: true;
}

/** Which lines of a log are wanted. */
export interface LogGrepQuestion {
  /** True for lines that are wanted. */
  matches(text: string): boolean;
  /** Lines of the same log kept before and after each match. */
  readonly before: number;
  readonly after: number;
}

/** Keeps the lines of one log that match, with lines around them, as grep does. */
export class LogGrep {
  readonly #q: LogGrepQuestion;
  #before: LogLine[] = [];
  #after = 0;
  #gap = false;
  #any = false;

  constructor(q: LogGrepQuestion) {
    this.#q = q;
  }

  /** The lines that are wanted of those read next. */
  keep(lines: readonly LogLine[]): readonly KeptLogLine[] {
    const { matches, before, after } = this.#q;
    if (before === 0 && after === 0) return lines.filter(({ text }) => matches(text));
    const kept: KeptLogLine[] = [];
    for (const line of lines) {
      if (matches(line.text)) {
        for (const earlier of this.#before) kept.push(this.#marked(earlier, true));
        this.#before = [];
        kept.push(this.#marked(line, false));
        this.#after = after;
      } else if (this.#after > 0) {
        this.#after--;
        kept.push(this.#marked(line, true));
      } else this.#remember(line);
    }
    return kept;
  }

  #marked(line: LogLine, isContext: boolean): KeptLogLine {
    const afterGap = this.#gap && this.#any;
    this.#gap = false;
    this.#any = true;
    return isContext || afterGap ? { ...line, ...(isContext ? { isContext } : {}), ...(afterGap ? { afterGap } : {}) } : line;
  }

  #remember(line: LogLine): void {
    this.#before.push(line);
    if (this.#before.length <= this.#q.before) return;
    this.#before.shift();
    this.#gap = true;
  }
}
