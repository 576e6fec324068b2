const wholeUpTo = 64;

/**
 * A 32-bit hash of a text, over at most 64 of its characters: the first 16 and the last 48 of a longer one.
 *
 * Kubernetes names differ at their ends; image names and selectors that agree there are told apart by comparing.
 */
export function textHash(text: string): number {
  const length = text.length;
  let hash = length ^ 0x811c9dc5;
  let from = 0;
  if (length > wholeUpTo) {
    for (let i = 0; i < 16; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    from = length - 48;
  }
  for (let i = from; i < length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash ^ (hash >>> 15);
}
