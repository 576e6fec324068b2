import type { IncomingHttpHeaders } from 'node:http';

/** The token that a request brings in its `authorization` header; undefined when it brings none. */
export function bearerToken({ authorization }: IncomingHttpHeaders): string | undefined {
  return /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
}
