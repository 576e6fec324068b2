import { encodeUrlPart } from '../../query/table-query-url.ts';

/** The address of a list of findings. */
export function findingsAddress(q: Readonly<Record<string, string | undefined>>, path = '/findings'): string {
  const parts = Object.entries(q).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return parts.length === 0 ? path : `${path}?${parts.join('&')}`;
}

/** The page of a check. */
export function checkAddress(id: string): string {
  return `/checks/${encodeUrlPart(id)}`;
}
