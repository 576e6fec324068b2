/**
 * The quotient of a ratio cell such as `1/2`; null when it is none. `0/0` is 1: nothing is wanted and nothing is missing.
 * More than nothing wanted (`1/0`) counts as its numerator above 1. What follows the second number is left out (`0/1 of 3`).
 */
export function ratioOf(text: string): number | null {
  const slash = text.indexOf('/');
  if (slash <= 0) return null;
  const part = Number(text.slice(0, slash));
  const whole = Number.parseFloat(text.slice(slash + 1));
  if (Number.isNaN(part) || Number.isNaN(whole)) return null;
  return whole === 0 ? 1 + part : part / whole;
}
