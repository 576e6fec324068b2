/** Matches context names against names and globs (`*`, `?`); without patterns everything matches. */
export function contextMatcher(patterns: readonly string[] | undefined): (name: string) => boolean {
  if (patterns === undefined || patterns.length === 0) return () => true;
  const globs = patterns.map(
    (pattern) =>
      new RegExp(
        `^${pattern
          .replace(/[.+^${}()|[\]\\]/g, '\\$&')
          .replace(/\*+/g, '.*')
          .replace(/\?/g, '.')}$`,
        's',
      ),
  );
  return (name) => patterns.includes(name) || globs.some((glob) => glob.test(name));
}
