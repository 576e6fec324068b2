/** Adds parameters to a path; undefined ones are left out, present ones of the path are kept. */
export function withQuery(path: string, parameters: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== '') query.append(name, String(value));
  }
  const text = query.toString();
  if (text === '') return path;
  return `${path}${path.includes('?') ? '&' : '?'}${text}`;
}

/** True for every path that reads core Secrets: lists, watches and single objects, also through the old `/watch/` and the proxy-free subpaths. */
export function readsSecrets(path: string): boolean {
  const plain = path.split('?', 1)[0] ?? '';
  const parts = plain.split('/').filter((part) => part !== '');
  const decoded = parts.map(decodeSafely);
  if (decoded[0] !== 'api') return false;
  const rest = decoded[2] === 'watch' ? decoded.slice(3) : decoded.slice(2);
  return rest[0] === 'secrets' || (rest[0] === 'namespaces' && rest[2] === 'secrets');
}

function decodeSafely(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
