import { endOfString, endOfValue, skipSpace } from './walk-json.ts';

/** As Go servers write an entry: `fieldsType` always stands right before `fieldsV1`, in typed and in unstructured order. */
const fieldsMarker = Buffer.from('"fieldsType":"FieldsV1","fieldsV1":{');
const entryMarker = Buffer.from('},{"manager":"');
const subresourceMarker = Buffer.from(',"subresource":"');
const managerMarker = Buffer.from('},"manager":"');

/** Where an array of managed fields begins; the bracket included. */
export const managedFieldsMarker = Buffer.from('"managedFields":[{"');

/** An entry's head (manager, operation, apiVersion, time) is shorter in practice; a longer one is walked. */
const longestHeadBytes = 1_024;

const quote = 0x22;
const comma = 0x2c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const closeBracket = 0x5d;

/**
 * Finds what to cut from the array of managed fields whose marker is at `marker`, and adds it as from, to to `cuts`, in order. Answers the position behind
 * the array, or -1 when the array does not end before `bytes` does.
 *
 * Fast by hopping from one structurally certain sequence to the next: inside a JSON string no unescaped quote can occur, and a closing quote is never
 * followed by a letter, so `]},"s` can only be structure. What does not look as Go writes it is walked byte by byte. A cut in the wrong place is
 * possible only if a server sends `fieldsV1` with arrays in it, and then yields broken JSON, which the caller notices.
 */
export function cutManagedFields(bytes: Buffer, marker: number, cuts: number[]): number {
  const from = marker + managedFieldsMarker.length - 2;
  const kept = cuts.length;
  const end = certainArrayEnd(bytes, from);
  if (end > 0 && hopEntries(bytes, from, end, cuts)) return end;
  cuts.length = kept;
  return walkEntries(bytes, from, cuts);
}

/** Position behind the first `]` that is certainly structure and ends an object inside; -1 when there is none that is certain. */
function certainArrayEnd(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(closeBracket, from); at > 0; at = bytes.indexOf(closeBracket, at + 1)) {
    if (bytes[at - 1] !== closeBrace) continue;
    let next = at + 1;
    while (bytes[next] === closeBrace || bytes[next] === closeBracket) next++;
    if (bytes[next] !== comma) return -1;
    next++;
    if (bytes[next] === openBrace) next++;
    if (bytes[next] === quote && isLetter(bytes[next + 1])) return at + 1;
    if (next + 1 >= bytes.length) return -1;
  }
  return -1;
}

function isLetter(c: number | undefined): boolean {
  return c !== undefined && (c | 0x20) >= 0x61 && (c | 0x20) <= 0x7a;
}

/** False when an entry does not look as expected; then nothing of it may be used. */
function hopEntries(bytes: Buffer, from: number, end: number, cuts: number[]): boolean {
  // A view that ends with the array keeps a search without a hit from running through the next object.
  const array = bytes.subarray(from, end);
  let fields = array.indexOf(fieldsMarker);
  if (fields < 0 || fields > longestHeadBytes) return false;
  while (fields >= 0) {
    if (array[fields - 1] !== comma) return false;
    const next = array.indexOf(fieldsMarker, fields + fieldsMarker.length);
    const stop = next < 0 ? endOfFields(array, fields, array.length - 2) : endOfInner(array, fields, next);
    if (stop < 0) return false;
    cuts.push(from + fields - 1, from + stop);
    fields = next;
  }
  return true;
}

/** Where the `fieldsV1` that begins at `fields` ends, when another entry's begins at `next`. */
function endOfInner(bytes: Buffer, fields: number, next: number): number {
  const head = bytes.lastIndexOf(entryMarker, next);
  if (head > fields && next - head < longestHeadBytes) return endOfFields(bytes, fields, head);
  return endOfSortedFields(bytes, fields, next);
}

/** Where `fieldsV1` ends when its entry's closing brace is at `brace`. */
function endOfFields(bytes: Buffer, fields: number, brace: number): number {
  const before = bytes[brace - 1];
  if (before === closeBrace) return brace;
  if (before !== quote) return -1;
  const tail = bytes.lastIndexOf(subresourceMarker, brace);
  // In sorted order `operation` stands before `subresource`, so a quote, not a brace.
  if (tail > fields && brace - tail < 128 && bytes[tail - 1] === closeBrace) return tail;
  return endOfSortedFields(bytes, fields, brace);
}

/** Unstructured objects have sorted keys: `manager` follows `fieldsV1`. */
function endOfSortedFields(bytes: Buffer, fields: number, limit: number): number {
  const manager = bytes.indexOf(managerMarker, fields);
  return manager > fields && manager < limit ? manager + 1 : -1;
}

/** The slow way: follows every byte. */
function walkEntries(bytes: Buffer, from: number, cuts: number[]): number {
  let at = skipSpace(bytes, from, bytes.length);
  while (bytes[at] === openBrace) {
    at = walkEntry(bytes, at + 1, cuts);
    if (at < 0) return -1;
    at = skipSpace(bytes, at, bytes.length);
    if (bytes[at] === comma) at = skipSpace(bytes, at + 1, bytes.length);
    else if (bytes[at] === closeBracket) return at + 1;
    else return -1;
  }
  // Something else than objects: left as it is.
  return endOfArray(bytes, from);
}

function endOfArray(bytes: Buffer, from: number): number {
  return endOfValue(bytes, from - 1, bytes.length);
}

/** Walks one entry whose brace is behind `from`; answers the position behind its closing brace. */
function walkEntry(bytes: Buffer, from: number, cuts: number[]): number {
  let at = skipSpace(bytes, from, bytes.length);
  while (bytes[at] === quote) {
    const member = at;
    const keyEnd = endOfString(bytes, at, bytes.length);
    if (keyEnd < 0) return -1;
    at = skipSpace(bytes, keyEnd, bytes.length);
    const valueEnd = endOfValue(bytes, skipSpace(bytes, at + 1, bytes.length), bytes.length);
    if (valueEnd < 0) return -1;
    at = skipSpace(bytes, valueEnd, bytes.length);
    const more = bytes[at] === comma;
    const next = more ? skipSpace(bytes, at + 1, bytes.length) : at;
    if (isFieldsKey(bytes, member, keyEnd)) cutMember(bytes, { member, valueEnd, next, more }, cuts);
    at = next;
  }
  return bytes[at] === closeBrace ? at + 1 : -1;
}

function isFieldsKey(bytes: Buffer, from: number, to: number): boolean {
  const key = bytes.toString('latin1', from + 1, to - 1);
  return key === 'fieldsV1' || key === 'fieldsType';
}

/** A member goes with the comma behind it, the last one with the comma before it. */
function cutMember(bytes: Buffer, q: { member: number; valueEnd: number; next: number; more: boolean }, cuts: number[]): void {
  if (q.more) {
    cuts.push(q.member, q.next);
    return;
  }
  const joined = cuts.length > 0 && cuts.at(-1) === q.member;
  let from = joined ? (cuts.at(-2) as number) : q.member;
  let before = from - 1;
  while (before > 0 && (bytes[before] as number) <= 0x20) before--;
  if (bytes[before] === comma) from = before;
  if (joined) cuts.splice(-2, 2);
  cuts.push(from, q.valueEnd);
}
