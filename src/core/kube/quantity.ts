/** Factor of each suffix. Source: k8s.io/apimachinery pkg/api/resource suffix.go. */
const factors: ReadonlyMap<string, number> = new Map([
  ['n', 1e-9],
  ['u', 1e-6],
  ['m', 1e-3],
  ['', 1],
  ['k', 1e3],
  ['M', 1e6],
  ['G', 1e9],
  ['T', 1e12],
  ['P', 1e15],
  ['E', 1e18],
  ['Ki', 2 ** 10],
  ['Mi', 2 ** 20],
  ['Gi', 2 ** 30],
  ['Ti', 2 ** 40],
  ['Pi', 2 ** 50],
  ['Ei', 2 ** 60],
]);

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Where a run of digits that starts at an offset ends. */
function digitsEnd(text: string, from: number): number {
  let at = from;
  while (isDigit(text.charCodeAt(at))) at++;
  return at;
}

/** True for `e3`, `E+3`, `e-3`: an exponent to the end of the text. `E` alone is a suffix. */
function isExponent(text: string, at: number): boolean {
  const letter = text.charCodeAt(at);
  if (letter !== 101 && letter !== 69) return false;
  const sign = text.charCodeAt(at + 1);
  const digits = sign === 43 || sign === 45 ? at + 2 : at + 1;
  return digits < text.length && digitsEnd(text, digits) === text.length;
}

/**
 * The number that a Kubernetes quantity means in base units (cores, bytes, pieces): `250m` → 0.25, `1.5Gi` → 1610612736, `1e3` → 1000.
 * Undefined for anything else. Beyond 2^53 the nearest double, which is near enough to sort and compare by.
 * Source: k8s.io/apimachinery pkg/api/resource ParseQuantity.
 */
export function parseQuantity(text: string): number | undefined {
  const sign = text.charCodeAt(0);
  const start = sign === 43 || sign === 45 ? 1 : 0;
  let end = digitsEnd(text, start);
  let digits = end - start;
  if (text.charCodeAt(end) === 46) {
    const fraction = digitsEnd(text, end + 1);
    digits += fraction - end - 1;
    end = fraction;
  }
  if (digits === 0) return undefined;
  if (isExponent(text, end)) return Number(text);
  const factor = factors.get(text.slice(end));
  return factor === undefined ? undefined : scaled(Number(text.slice(0, end)), factor);
}

/** Divides by whole powers of ten instead of multiplying by their inexact inverses, so that `100m` is the 0.1 that people write. */
function scaled(number: number, factor: number): number {
  return factor < 1 ? number / Math.round(1 / factor) : number * factor;
}
