import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy that passes pages on and knows nothing of WebSockets, as many in companies do. */
export interface StrippingProxy {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts one on loopback in front of a server. */
export async function startStrippingProxy(target: string): Promise<StrippingProxy> {
  const server = createServer((incoming, outgoing) => {
    const { upgrade: _upgrade, connection: _connection, ...headers } = incoming.headers;
    const passed = request(new URL(incoming.url ?? '/', target), { method: incoming.method ?? 'GET', headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.writeHead(502).end());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
