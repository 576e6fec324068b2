/** A mistake in an expression, with its place in the expression's text. */
export class JmespathMistake extends Error {
  readonly offset: number;
  readonly length: number;

  constructor(message: string, offset: number, length = 1) {
    super(message);
    this.name = 'JmespathMistake';
    this.offset = offset;
    this.length = length;
  }
}
