import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { ApiFailure } from './api-server.ts';

/** Opens a tunnel to `target` through an HTTP(S) CONNECT or SOCKS5 proxy and returns the socket, ready for TLS. Throws ApiFailure. */
export async function openTunnel(proxy: URL, target: URL, tcp: (url: URL) => Promise<Socket>): Promise<Socket> {
  const host = target.hostname.replace(/^\[|\]$/g, '');
  const port = target.port === '' ? (target.protocol === 'https:' ? 443 : 80) : Number(target.port);
  try {
    const plain = await tcp(proxyAddress(proxy));
    if (proxy.protocol === 'socks5:' || proxy.protocol === 'socks5h:') return await socks5(plain, host, port);
    const socket = proxy.protocol === 'https:' ? await proxyTls(plain, proxy) : plain;
    return await connectMethod(socket, proxy, host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);
  } catch (error) {
    if (error instanceof ApiFailure) throw error;
    throw new ApiFailure('refused', `proxy ${proxy.host} cannot be reached`, { cause: error });
  }
}

function proxyAddress(proxy: URL): URL {
  if (!proxy.protocol.startsWith('socks5')) return proxy;
  return new URL(`http://${proxy.hostname}:${proxy.port === '' ? '1080' : proxy.port}`);
}

function proxyTls(plain: Socket, proxy: URL): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ socket: plain, servername: proxy.hostname });
    socket.once('error', reject);
    socket.once('secureConnect', () => resolve(socket));
  });
}

async function connectMethod(socket: Socket, proxy: URL, authority: string): Promise<Socket> {
  const user = decodeURIComponent(proxy.username);
  const login = Buffer.from(`${user}:${decodeURIComponent(proxy.password)}`).toString('base64');
  const auth = user === '' ? '' : `Proxy-Authorization: Basic ${login}\r\n`;
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${auth}\r\n`);
  const head = (await readUntil(socket, headLength)).toString('latin1');
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1];
  if (status === undefined || !status.startsWith('2')) {
    throw new ApiFailure(status === '407' ? 'credentials' : 'refused', `proxy ${proxy.host} refused the tunnel (${status ?? 'no HTTP'})`);
  }
  return socket;
}

/** Source: RFC 1928; no authentication, names are resolved by the proxy. */
async function socks5(socket: Socket, host: string, port: number): Promise<Socket> {
  socket.write(Buffer.from([5, 1, 0]));
  const hello = await readUntil(socket, (bytes) => bytes.length >= 2 && 2);
  if (hello[0] !== 5 || hello[1] !== 0) throw new ApiFailure('refused', 'SOCKS proxy asks for a login');
  const name = Buffer.from(host);
  socket.write(Buffer.concat([Buffer.from([5, 1, 0, 3, name.length]), name, Buffer.from([port >> 8, port & 255])]));
  const answer = await readUntil(socket, (bytes) => bytes.length >= 5 && bytes.length >= socksLength(bytes) && socksLength(bytes));
  if (answer[1] !== 0) throw new ApiFailure('refused', `SOCKS proxy refused the tunnel (${answer[1]})`);
  return socket;
}

function socksLength(answer: Buffer): number {
  if (answer[3] === 1) return 10;
  return answer[3] === 4 ? 22 : 7 + (answer[4] ?? 0);
}

/** Reads until `end` answers the length of the message; bytes beyond it are given back to the socket. */
function readUntil(socket: Socket, end: (bytes: Buffer) => number | false): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let bytes: Buffer = Buffer.alloc(0);
    const finish = (settle: () => void): void => {
      socket.off('data', onData).off('error', reject).off('end', onEnd);
      settle();
    };
    const onEnd = (): void => finish(() => reject(new ApiFailure('reset', 'proxy closed the connection')));
    const onData = (chunk: Buffer): void => {
      bytes = Buffer.concat([bytes, chunk]);
      const length = end(bytes);
      if (length === false) {
        if (bytes.length > 16_384) finish(() => reject(new ApiFailure('garbage', 'proxy answered garbage')));
        return;
      }
      socket.pause();
      if (bytes.length > length) socket.unshift(bytes.subarray(length));
      finish(() => resolve(bytes.subarray(0, length)));
    };
    socket.on('data', onData).once('error', reject).once('end', onEnd);
    // An earlier reading left it paused.
    socket.resume();
  });
}

function headLength(bytes: Buffer): number | false {
  const at = bytes.indexOf('\r\n\r\n');
  return at < 0 ? false : at + 4;
}
