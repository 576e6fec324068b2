/**
 * A list of names as a path segment or flag has it: exact names, globs (`*`, `?`), `_all`, and exclusions (`!kube-*`).
 * Exclusions win over everything; only exclusions means all others.
 */
export interface NamePatterns {
  readonly all: boolean;
  /** Set when the list consists of exact names only, in order, without repeats. */
  readonly exact: readonly string[] | undefined;
  matches(name: string): boolean;
}

/** Reads a list of names, globs and exclusions. */
export function namePatterns(list: readonly string[]): NamePatterns {
  const words = [...new Set(list.map((word) => word.trim()).filter((word) => word !== ''))];
  const excluded = words.filter((word) => word.startsWith('!')).map((word) => word.slice(1));
  const wanted = words.filter((word) => !word.startsWith('!'));
  const everything = wanted.length === 0 || wanted.includes('_all') || wanted.includes('*');
  const include = everything ? () => true : anyOf(wanted);
  const exclude = anyOf(excluded);
  const plain = !everything && excluded.length === 0 && !wanted.some(isGlob);
  return {
    all: everything && excluded.length === 0,
    exact: plain ? wanted : undefined,
    matches: (name) => include(name) && !exclude(name),
  };
}

/** True when a word has wildcards. */
export function isGlob(word: string): boolean {
  return word.includes('*') || word.includes('?');
}

/** A test for one glob; linear in the length of the name for each star. */
export function globTest(glob: string): (name: string) => boolean {
  return (name) => {
    let at = 0;
    let g = 0;
    let star = -1;
    let resume = 0;
    while (at < name.length) {
      const sign = glob[g];
      if (sign === '*') {
        star = g++;
        resume = at;
      } else if (sign === '?' || (sign !== undefined && sign === name[at])) {
        g++;
        at++;
      } else if (star >= 0) {
        g = star + 1;
        at = ++resume;
      } else return false;
    }
    while (glob[g] === '*') g++;
    return g === glob.length;
  };
}

function anyOf(words: readonly string[]): (name: string) => boolean {
  const exact = new Set(words.filter((word) => !isGlob(word)));
  const globs = words.filter(isGlob).map(globTest);
  return (name) => exact.has(name) || globs.some((test) => test(name));
}
