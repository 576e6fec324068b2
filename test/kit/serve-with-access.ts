import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { pino } from 'pino';
import type { Access } from '../../src/apps/server/access/access.ts';
import { composeFleet } from '../../src/apps/server/compose-fleet.ts';
import { createServer } from '../../src/apps/server/create-server.ts';
import { htmlPages } from '../../src/apps/server/html-pages.ts';
import type { ServerParts } from '../../src/apps/server/server-parts.ts';

/** A server without clusters behind some access, asked byte by byte. */
export interface AccessBench {
  readonly port: number;
  /** What was logged, as JSON lines. */
  readonly logged: readonly string[];
  /** Sends header lines as they are; answers status and everything that came back. */
  raw(lines: readonly string[]): Promise<{ readonly status: number; readonly text: string }>;
  close(): Promise<void>;
}

/** Listens on a free port of loopback. */
export async function serveWithAccess(access: Access, more: Partial<ServerParts> = {}): Promise<AccessBench> {
  const logged: string[] = [];
  const log = pino({ level: 'trace', base: null }, { write: (line: string) => void logged.push(line) });
  const fleet = composeFleet({ targets: [], mode: 'watch', userAgent: 'hindsight/test', env: {} });
  const server = await createServer({
    ...fleet,
    access,
    render: htmlPages(undefined),
    log,
    status: () => fleet.source.status(),
    syncProgress: () => fleet.source.syncProgress(),
    figures: () => fleet.store.stats(),
    ...more,
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    logged,
    raw: (lines) => sendRaw(port, lines),
    async close() {
      await server.close();
      await fleet.stop();
    },
  };
}

function sendRaw(port: number, lines: readonly string[]): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${lines.join('\r\n')}\r\n\r\n`));
    let text = '';
    const done = (): void => {
      socket.destroy();
      resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0), text });
    };
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk;
      // A WebSocket stays open; its answer is complete with the head.
      if (text.startsWith('HTTP/1.1 101') && text.includes('\r\n\r\n')) done();
    });
    socket.on('end', done).on('error', reject);
    socket.setTimeout(5000, done);
  });
}
