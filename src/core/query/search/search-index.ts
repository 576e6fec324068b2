import type { LabelTexts, TextLane } from '../../fleet/fleet-view.ts';
import { PackedTexts } from './packed-texts.ts';
import { type SearchedColumn, searchedText } from './searched-fields.ts';

/**
 * What search keeps between questions: the texts of every dictionary that was searched, packed.
 *
 * It holds no rows. Dictionaries only grow and a view reads its own codes, so whatever a view shows is what is searched, in held views too,
 * and a search brings the index up to date by itself. What the store has tidied away is forgotten with its dictionary.
 */
export class SearchIndex {
  readonly #packed = new WeakMap<object, PackedTexts>();
  #all: WeakRef<PackedTexts>[] = [];

  /** The texts of a column. */
  column({ lane, role }: Pick<SearchedColumn, 'lane' | 'role'>): PackedTexts {
    const identity = lane.dictionary ?? lane;
    return this.#of(identity, () => {
      // The dictionary itself is asked, not the lane, which would keep its rows alive.
      const values = 'value' in identity ? (identity as Pick<TextLane, 'value'>) : lane;
      return {
        text: (number) => {
          const value = values.value(number);
          return value === undefined ? undefined : searchedText(role, value);
        },
      };
    });
  }

  /** The keys and values of labels. */
  labels(texts: LabelTexts): PackedTexts {
    return this.#of(texts, () => texts);
  }

  /** Bytes of all packed texts. */
  get bytes(): number {
    this.#all = this.#all.filter((ref) => ref.deref() !== undefined);
    return this.#all.reduce((sum, ref) => sum + (ref.deref()?.bytes ?? 0), 0);
  }

  #of(identity: object, source: () => ConstructorParameters<typeof PackedTexts>[0]): PackedTexts {
    let packed = this.#packed.get(identity);
    if (packed === undefined) {
      packed = new PackedTexts(source());
      this.#packed.set(identity, packed);
      this.#all.push(new WeakRef(packed));
    }
    return packed;
  }
}
