const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** Position behind the string that begins at `from` (a quote); -1 when it does not end before `to`. */
export function endOfString(bytes: Uint8Array, from: number, to: number): number {
  let i = from + 1;
  while (i < to) {
    const c = bytes[i++];
    if (c === quote) return i;
    if (c === backslash) i++;
  }
  return -1;
}

/**
 * Position behind the JSON value that begins at `from`; -1 when it does not end before `to`. Trusts that the JSON is well formed: only strings and
 * brackets are followed. About 1 GB/s.
 */
export function endOfValue(bytes: Uint8Array, from: number, to: number): number {
  const first = bytes[from];
  if (first === quote) return endOfString(bytes, from, to);
  if (first !== openBrace && first !== openBracket) return endOfScalar(bytes, from, to);
  let depth = 0;
  let i = from;
  while (i < to) {
    const c = bytes[i++];
    if (c === quote) {
      for (;;) {
        if (i >= to) return -1;
        const inner = bytes[i++];
        if (inner === quote) break;
        if (inner === backslash) i++;
      }
    } else if (c === openBrace || c === openBracket) depth++;
    else if ((c === closeBrace || c === closeBracket) && --depth === 0) return i;
  }
  return -1;
}

function endOfScalar(bytes: Uint8Array, from: number, to: number): number {
  for (let i = from; i < to; i++) {
    const c = bytes[i] as number;
    if (c === 0x2c || c === closeBrace || c === closeBracket || c <= 0x20) return i;
  }
  return -1;
}

/** Position of the first byte at or behind `from` that is no white space; `to` when there is none. */
export function skipSpace(bytes: Uint8Array, from: number, to: number): number {
  let i = from;
  while (i < to && (bytes[i] as number) <= 0x20) i++;
  return i;
}
