/** Where in a text something stands. */
export interface SourcePlace {
  /** As it was given: a path, `-` for standard input, or the folder that was rendered. */
  readonly file: string;
  /** 1-based, within the file. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
  /** The line on which the marked text ends; the same as `line` for all but blocks. */
  readonly endLine: number;
  /** 1-based column after the last sign that is meant. */
  readonly endColumn: number;
  /** The lines around it, as they are written. */
  readonly excerpt: readonly SourceLine[];
  /** Present where the text was made by a renderer: the lines are those of its output. */
  readonly rendered?: string;
}

/** One line of a text with its 1-based number. */
export interface SourceLine {
  readonly number: number;
  readonly text: string;
}
