/**
 * Which of two resourceVersions is later: negative, zero or positive; undefined where they cannot be compared (empty, or an aggregated API's own scheme).
 * Source: KEP-5504, comparable resource versions: decimal integers without leading zeros within one resource of one server.
 */
export function compareVersions(a: string, b: string): number | undefined {
  if (!numeric.test(a) || !numeric.test(b)) return undefined;
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** True when both can be compared and `a` is earlier. */
export function isEarlier(a: string, b: string): boolean {
  const order = compareVersions(a, b);
  return order !== undefined && order < 0;
}

/** The later one; the second where they cannot be compared. */
export function laterVersion(a: string, b: string): string {
  return isEarlier(b, a) ? a : b;
}

const numeric = /^(0|[1-9][0-9]*)$/;
