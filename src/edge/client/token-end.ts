import { jsonObject } from './json-object.ts';

/**
 * When a JSON Web Token expires by its own word; undefined where it does not say. Its signature is the API server's matter.
 * Source: RFC 7519 §4.1.4 (`exp`, in seconds).
 */
export function tokenEndMs(token: string): number | undefined {
  const claims: { readonly exp?: unknown } | undefined = jsonObject(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  return typeof claims?.exp === 'number' ? claims.exp * 1000 : undefined;
}
