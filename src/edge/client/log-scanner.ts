import type { LogLine } from '../../core/kube/log-line.ts';
import { LogTime } from '../../core/kube/log-time.ts';

const newline = 0x0a;

/** Cuts the bytes of a container's log into lines, wherever the chunks are cut; a line longer than `maxLineBytes` keeps its beginning and says how much is missing. */
export class LogScanner {
  readonly #maxLineBytes: number;
  readonly #time = new LogTime();
  #pieces: Buffer[] = [];
  #kept = 0;
  /** Bytes of the line under way that were thrown away. */
  #cut = 0;

  constructor(q: { maxLineBytes: number }) {
    this.#maxLineBytes = q.maxLineBytes;
  }

  /** True when the stream stopped in mid-line. */
  get isOpen(): boolean {
    return this.#kept > 0;
  }

  /** Lines that end in this chunk. */
  add(chunk: Buffer): LogLine[] {
    const lines: LogLine[] = [];
    let from = 0;
    if (this.#kept > 0) {
      const end = chunk.indexOf(newline);
      if (end < 0) {
        this.#keep(chunk);
        return lines;
      }
      this.#keep(chunk.subarray(0, end));
      lines.push(this.#complete());
      from = end + 1;
    }
    const last = chunk.lastIndexOf(newline);
    if (last >= from) this.#split(chunk.toString('utf8', from, last), lines);
    if (Math.max(last + 1, from) < chunk.length) this.#keep(chunk.subarray(Math.max(last + 1, from)));
    return lines;
  }

  /** The line that was not ended by a newline, where the log ended well. */
  finish(): LogLine | undefined {
    return this.isOpen ? this.#complete() : undefined;
  }

  #split(text: string, lines: LogLine[]): void {
    let from = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      lines.push(this.#line(text.slice(from, at), 0));
      from = at + 1;
    }
    lines.push(this.#line(text.slice(from), 0));
  }

  #complete(): LogLine {
    const bytes = Buffer.concat(this.#pieces, this.#kept);
    const line = this.#line(bytes.toString('utf8', 0, this.#cut > 0 ? wholeCharacters(bytes) : bytes.length), this.#cut);
    this.#pieces = [];
    this.#kept = 0;
    this.#cut = 0;
    return line;
  }

  #line(whole: string, cut: number): LogLine {
    const raw = whole.charCodeAt(whole.length - 1) === 13 ? whole.slice(0, -1) : whole;
    const timed = this.#time.read(raw);
    const { atMs, timeEnd, textAt } = this.#time;
    const tooLong = raw.length > this.#maxLineBytes;
    const text = tooLong ? raw.slice(textAt, this.#maxLineBytes).toWellFormed() : raw.slice(textAt);
    const cutBytes = cut + (tooLong ? Buffer.byteLength(raw) - Buffer.byteLength(raw.slice(0, this.#maxLineBytes)) : 0);
    return { atMs, time: timed ? raw.slice(0, timeEnd) : '', text, ...(cutBytes === 0 ? {} : { cutBytes }) };
  }

  #keep(piece: Buffer): void {
    const room = Math.max(0, this.#maxLineBytes - this.#kept);
    const kept = piece.length > room ? piece.subarray(0, room) : piece;
    // A copy: a small end of a line must not keep a whole chunk of the network alive.
    if (kept.length > 0) this.#pieces.push(Buffer.from(kept));
    this.#kept += kept.length;
    this.#cut += piece.length - kept.length;
  }
}

/** Bytes up to the last character that is whole. Source: RFC 3629 (bytes 10xxxxxx continue a character of at most four). */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if ((byte & 0xc0) === 0x80) continue;
    const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return size > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
