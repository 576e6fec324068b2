import { ApiFailure } from './api-server.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for a server, or undefined for a direct connection: the context's own `proxy-url` first, else HTTPS_PROXY/HTTP_PROXY minus NO_PROXY.
 * Loopback servers never use a proxy of the environment.
 * Source: golang.org/x/net/http/httpproxy (what client-go uses).
 */
export function proxyFor(server: URL, contextProxy: string | undefined, env: Env): URL | undefined {
  if (contextProxy !== undefined && contextProxy !== '') return parse(contextProxy, 'proxy-url');
  const text = server.protocol === 'https:' ? (env.HTTPS_PROXY ?? env.https_proxy) : (env.HTTP_PROXY ?? env.http_proxy);
  if (text === undefined || text === '' || isExempt(server, env.NO_PROXY ?? env.no_proxy ?? '')) return undefined;
  return parse(text.includes('://') ? text : `http://${text}`, 'HTTPS_PROXY');
}

function parse(text: string, source: string): URL {
  const url = URL.parse(text);
  if (url === null) throw new ApiFailure('refused', `${source} is no address of a proxy`);
  return url;
}

/** True when NO_PROXY names the server: a host, a domain suffix, an address, a CIDR range, each with an optional port, or `*`. */
function isExempt(server: URL, noProxy: string): boolean {
  const host = server.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return true;
  const port = server.port === '' ? (server.protocol === 'https:' ? '443' : '80') : server.port;
  return noProxy.split(',').some((part) => matchesEntry(part.trim().toLowerCase(), host, port));
}

function matchesEntry(entry: string, host: string, port: string): boolean {
  if (entry === '') return false;
  if (entry === '*') return true;
  if (entry.includes('/')) return inRange(entry, host);
  const withPort = /^(.*):(\d+)$/.exec(entry);
  if (withPort !== null && !entry.includes('::')) {
    return withPort[2] === port && matchesEntry(withPort[1] ?? '', host, port);
  }
  const domain = entry.replace(/^\*?\./, '');
  return host.endsWith(`.${domain}`) || (host === domain && !entry.startsWith('.'));
}

function inRange(cidr: string, host: string): boolean {
  const [base = '', bits = ''] = cidr.split('/');
  const a = ipv4(base);
  const b = ipv4(host);
  if (a === undefined || b === undefined) return false;
  const shift = 32 - Number(bits);
  return shift >= 32 || a >>> shift === b >>> shift;
}

function ipv4(text: string): number | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (parts === null) return undefined;
  return parts.slice(1).reduce((sum, part) => ((sum << 8) | Number(part)) >>> 0, 0);
}
