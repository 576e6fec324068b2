import type { KubeObject, Uid } from '../kube/object.ts';
import { Dictionary } from './dictionary.ts';

const separator = '\n';

/**
 * The owners of objects as codes: one code for each combination of owner uids that was seen; 0 means none.
 *
 * Nearly every object has one owner at most, so a combination is nearly always one uid.
 */
export class OwnerCodes {
  readonly dictionary = new Dictionary();
  /** Codes of combinations of several owners, by each of their uids. */
  readonly #shared = new Map<Uid, number[]>();

  /** The code of an object's owners. */
  intern(object: KubeObject): number {
    const owners: unknown = object.metadata.ownerReferences;
    if (!Array.isArray(owners) || owners.length === 0) return 0;
    if (owners.length === 1) {
      const uid: unknown = owners[0]?.uid;
      return typeof uid === 'string' && uid !== '' ? this.dictionary.intern(uid) : 0;
    }
    const uids = owners.map((owner) => owner?.uid).filter((uid) => typeof uid === 'string' && uid !== '');
    return this.adopt([...new Set<string>(uids)].sort().join(separator));
  }

  /** The code of a combination as `text` gave it. */
  adopt(combination: string): number {
    if (combination === '') return 0;
    const before = this.dictionary.size;
    const code = this.dictionary.intern(combination);
    if (code >= before && combination.includes(separator)) this.#share(combination, code);
    return code;
  }

  text(code: number): string {
    return this.dictionary.value(code) ?? '';
  }

  /** Every code that has the uid among its owners. */
  codesOf(uid: Uid): readonly number[] {
    const own = this.dictionary.find(uid);
    const shared = this.#shared.get(uid) ?? [];
    return own === 0 ? shared : [own, ...shared];
  }

  #share(combination: string, code: number): void {
    for (const uid of combination.split(separator)) {
      const codes = this.#shared.get(uid);
      if (codes === undefined) this.#shared.set(uid, [code]);
      else codes.push(code);
    }
  }
}
