/** Marks a branch that the types say cannot be reached; throws when a value from outside gets there all the same. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value ${JSON.stringify(value)}`);
}
