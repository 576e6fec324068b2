/** One way to go on with a word. A value that ends in `=`, `,` or `/` wants more behind it. */
export interface Candidate {
  readonly value: string;
  readonly description: string;
}
