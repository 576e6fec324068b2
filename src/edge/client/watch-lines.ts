import { ApiFailure } from './api-server.ts';

const newline = 0x0a;

/** Cuts a stream of bytes into lines. Complete lines of a chunk are not copied; only a line that is cut at a chunk's end is kept. */
export class WatchLines {
  readonly #maxLineBytes: number;
  #pieces: Buffer[] = [];
  #kept = 0;

  constructor(q: { maxLineBytes: number }) {
    this.#maxLineBytes = q.maxLineBytes;
  }

  /** True when the stream stopped in mid-line. */
  get isOpen(): boolean {
    return this.#kept > 0;
  }

  /** Lines that end in this chunk, without their newline; empty ones are left out. Throws ApiFailure when a line grows too long. */
  add(chunk: Buffer): Buffer[] {
    const lines: Buffer[] = [];
    let from = 0;
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
      const line = this.#complete(chunk.subarray(from, at));
      if (line.length > 0) lines.push(line);
      from = at + 1;
    }
    if (from < chunk.length) this.#keep(chunk.subarray(from));
    return lines;
  }

  #complete(end: Buffer): Buffer {
    if (this.#kept === 0) return end;
    const line = Buffer.concat([...this.#pieces, end], this.#kept + end.length);
    this.#pieces = [];
    this.#kept = 0;
    return line;
  }

  #keep(piece: Buffer): void {
    this.#kept += piece.length;
    if (this.#kept > this.#maxLineBytes) {
      throw new ApiFailure('garbage', `an object is larger than ${Math.round(this.#maxLineBytes / 1_048_576)} MiB`);
    }
    this.#pieces.push(piece);
  }
}
