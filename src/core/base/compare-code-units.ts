/** Which of two texts comes first, by their UTF-16 code units as `<` compares them: the same on every machine, no locale. */
export function compareCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
