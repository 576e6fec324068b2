function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Where the digits that start at an offset end, and where the first of them is that is not a leading zero. */
function skipZeros(text: string, at: number): number {
  let from = at;
  while (text.charCodeAt(from) === 48 && isDigit(text.charCodeAt(from + 1))) from++;
  return from;
}

function digitsEnd(text: string, from: number): number {
  let at = from;
  while (isDigit(text.charCodeAt(at))) at++;
  return at;
}

/**
 * Orders texts as people count: runs of digits by their value, so `node-2` comes before `node-10`; everything else by UTF-16 unit.
 * A total order: only equal texts compare as 0. Costs one pass, allocates nothing.
 */
export function compareNatural(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(j);
    if (isDigit(x) && isDigit(y)) {
      const iFrom = skipZeros(a, i);
      const jFrom = skipZeros(b, j);
      const iEnd = digitsEnd(a, iFrom);
      const jEnd = digitsEnd(b, jFrom);
      if (iEnd - iFrom !== jEnd - jFrom) return iEnd - iFrom - (jEnd - jFrom);
      for (let k = 0; k < iEnd - iFrom; k++) {
        const difference = a.charCodeAt(iFrom + k) - b.charCodeAt(jFrom + k);
        if (difference !== 0) return difference;
      }
      i = iEnd;
      j = jEnd;
      continue;
    }
    if (x !== y) return x - y;
    i++;
    j++;
  }
  const rest = a.length - i - (b.length - j);
  // Equal but for leading zeros: plain order decides.
  return rest !== 0 ? rest : a < b ? -1 : a > b ? 1 : 0;
}
