import { HashIndex } from './hash-index.ts';
import { textHash } from './text-hash.ts';

/** Bytes that V8 needs for one text beside its characters: string header and array slot. */
const entryBytes = 32;

/**
 * Texts as small numbers: equal texts, equal codes; code 0 stands for no text.
 *
 * Codes are only ever added, so whoever holds a dictionary may read it for ever; what no row uses any more goes
 * away when the table is tidied into a new dictionary. Over half a million names a Map would cost three times the memory
 * and stall for tens of milliseconds when it grows.
 */
export class Dictionary {
  readonly #index = new HashIndex();
  readonly #values: (string | undefined)[] = [undefined];
  #characters = 0;
  #lastText: string | undefined;
  #lastCode = 0;

  /** Codes are below this. */
  get size(): number {
    return this.#values.length;
  }

  /** The code of a text, given out on first sight. */
  intern(text: string): number {
    // Neighbours in a list often agree (node, namespace, status), and comparing is cheaper than hashing.
    if (text === this.#lastText) return this.#lastCode;
    const hash = textHash(text);
    const code = this.#seek(text, hash) || this.#add(text, hash);
    this.#lastText = text;
    this.#lastCode = code;
    return code;
  }

  /** The code of a text, 0 when it was never seen. */
  find(text: string): number {
    return text === this.#lastText ? this.#lastCode : this.#seek(text, textHash(text));
  }

  value(code: number): string | undefined {
    return this.#values[code];
  }

  get bytes(): number {
    return this.#characters + this.#values.length * entryBytes + this.#index.bytes;
  }

  #seek(text: string, hash: number): number {
    for (let slot = this.#index.first(hash); slot >= 0; slot = this.#index.next(hash, slot)) {
      const code = this.#index.rowAt(slot);
      if (this.#values[code] === text) return code;
    }
    return 0;
  }

  #add(text: string, hash: number): number {
    const code = this.#values.length;
    this.#values.push(text);
    this.#index.add(hash, code);
    this.#characters += text.length;
    return code;
  }
}
