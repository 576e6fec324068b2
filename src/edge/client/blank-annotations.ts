import { endOfString, endOfValue, skipSpace } from './walk-json.ts';

const marker = Buffer.from('"annotations"');
const colon = 0x3a;
const openBrace = 0x7b;
const comma = 0x2c;
const quote = 0x22;
const star = 0x2a;

/** Overwrites, in place, the values of every `annotations` map with stars of the same length; keys stay. So that no string is ever made of them. */
export function blankAnnotations(bytes: Buffer): void {
  for (let at = bytes.indexOf(marker); at >= 0; at = bytes.indexOf(marker, at + 1)) {
    let next = skipSpace(bytes, at + marker.length, bytes.length);
    if (bytes[next] !== colon) continue;
    next = skipSpace(bytes, next + 1, bytes.length);
    if (bytes[next] === openBrace) blankMap(bytes, next + 1);
  }
}

function blankMap(bytes: Buffer, from: number): void {
  const to = bytes.length;
  let at = skipSpace(bytes, from, to);
  while (bytes[at] === quote) {
    const keyEnd = endOfString(bytes, at, to);
    if (keyEnd < 0) return;
    const value = skipSpace(bytes, skipSpace(bytes, keyEnd, to) + 1, to);
    const end = endOfValue(bytes, value, to);
    if (end < 0) return;
    if (bytes[value] === quote) bytes.fill(star, value + 1, end - 1);
    at = skipSpace(bytes, end, to);
    if (bytes[at] !== comma) return;
    at = skipSpace(bytes, at + 1, to);
  }
}
