import type { SubjectKey } from './subject-key.ts';
import type { Topic } from './topic.ts';

const nobody: readonly never[] = Object.freeze([]);

/** Which subjects read which topics. Most topics have one reader, which costs no set. */
export class TopicReaders {
  readonly #readers = new Map<Topic, SubjectKey | Set<SubjectKey>>();

  /** Who read something. */
  of(what: Topic): Iterable<SubjectKey> {
    const readers = this.#readers.get(what);
    if (readers === undefined) return nobody;
    return typeof readers === 'string' ? [readers] : readers;
  }

  /** A subject was judged again: it reads `after` now, and no more what was only in `before`. */
  replace(key: SubjectKey, before: readonly Topic[], after: readonly Topic[]): void {
    const kept = new Set(after);
    for (const one of before) if (!kept.has(one)) this.#unread(key, one);
    const had = new Set(before);
    for (const one of after) if (!had.has(one)) this.#read(key, one);
  }

  #read(key: SubjectKey, what: Topic): void {
    const readers = this.#readers.get(what);
    if (readers === undefined) this.#readers.set(what, key);
    else if (typeof readers !== 'string') readers.add(key);
    else if (readers !== key) this.#readers.set(what, new Set([readers, key]));
  }

  #unread(key: SubjectKey, what: Topic): void {
    const readers = this.#readers.get(what);
    if (readers === undefined) return;
    if (typeof readers !== 'string') readers.delete(key);
    if (readers === key || (typeof readers !== 'string' && readers.size === 0)) this.#readers.delete(what);
  }
}
