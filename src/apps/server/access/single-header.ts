import type { AccessRequest } from './access.ts';

/**
 * The value of a header that must be there exactly once: Node joins repeats with a comma, so that a forged one could hide behind the proxy's own.
 * Undefined when it is missing, repeated, or holds what no name or secret has.
 */
export function singleHeader({ rawHeaders }: Pick<AccessRequest, 'rawHeaders'>, name: string): string | undefined {
  const wanted = name.toLowerCase();
  const values: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) if (rawHeaders[i]?.toLowerCase() === wanted) values.push(rawHeaders[i + 1] as string);
  const [value] = values;
  return values.length === 1 && value !== undefined && /^[^\p{Cc}]{1,512}$/u.test(value) ? value : undefined;
}
