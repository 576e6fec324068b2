import type { LabelCodes, LabelTexts, Slices } from '../../fleet/fleet-view.ts';
import { containsBit, wholeBit } from './match-bits.ts';
import type { SearchIndex } from './search-index.ts';
import type { SearchedColumn } from './searched-fields.ts';

/** Texts of labels between two yields. */
const textsPerSlice = 8192;

/** What one word is found in, told by code: asked once for each dictionary of a view, however many shards share it. */
export class WordVerdicts {
  /** Folded. */
  readonly word: string;
  readonly #index: SearchIndex;
  readonly #lanes = new Map<object, Uint8Array | undefined>();
  readonly #labels = new Map<LabelTexts, Uint8Array | undefined>();

  constructor(word: string, index: SearchIndex) {
    this.word = word;
    this.#index = index;
  }

  /** Match bits by code of a column; undefined when no text matches. */
  *column(column: Pick<SearchedColumn, 'lane' | 'role'>): Slices<Uint8Array | undefined> {
    const { lane } = column;
    const identity = lane.dictionary ?? lane;
    if (!this.#lanes.has(identity)) this.#lanes.set(identity, yield* this.#index.column(column).match(this.word, lane.size));
    return this.#lanes.get(identity);
  }

  /** Match bits by code of a label set: of its keys and values together. */
  *labels({ texts, size }: LabelCodes): Slices<Uint8Array | undefined> {
    if (texts === undefined) return undefined;
    if (!this.#labels.has(texts)) this.#labels.set(texts, yield* this.#matchLabels(texts, size));
    return this.#labels.get(texts);
  }

  *#matchLabels(texts: LabelTexts, size: number): Slices<Uint8Array | undefined> {
    const byText = yield* this.#index.labels(texts).match(this.word, texts.textCount);
    if (byText === undefined) return undefined;
    const bySet = new Uint8Array(size);
    for (let number = 0; number < byText.length; number++) {
      if (number % textsPerSlice === 0) yield;
      const bits = (byText[number] as number) & (containsBit | wholeBit);
      if (bits === 0) continue;
      // Sets that came after the view was opened are nobody's.
      for (const set of texts.setsOf(number)) if (set < size) bySet[set] = (bySet[set] as number) | bits;
    }
    return bySet;
  }
}
