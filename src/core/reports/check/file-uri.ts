/** A path as a URI: relative ones stay relative to the root of the sources, absolute ones name their scheme. */
export function fileUri(path: string): string {
  const slashes = path.toWellFormed().replaceAll('\\', '/');
  const encoded = slashes.split('/').map(encodeURIComponent).join('/');
  if (slashes.startsWith('/')) return `file://${encoded}`;
  return encoded.startsWith('./') ? encoded.slice(2) : encoded;
}
