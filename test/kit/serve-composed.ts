import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { openAccess } from '../../src/apps/server/access/local-access.ts';
import type { Fleet } from '../../src/apps/server/compose-fleet.ts';
import { createServer } from '../../src/apps/server/create-server.ts';
import { htmlPages } from '../../src/apps/server/html-pages.ts';
import { answerSchema, type WireAnswer } from '../../src/core/wire/answer-schema.ts';

/** A server over a fleet that the test composed itself. */
export interface ComposedServer {
  readonly url: string;
  get(path: string, accept?: string): Promise<string>;
  answer(path: string): Promise<WireAnswer>;
  close(): Promise<void>;
}

/** Serves a fleet to everybody, without a log. */
export async function serveComposed(fleet: Fleet): Promise<ComposedServer> {
  const server = await createServer({
    ...fleet,
    access: openAccess(),
    render: htmlPages(),
    log: pino({ level: 'silent' }),
    status: () => fleet.source.status(),
    syncProgress: () => fleet.source.syncProgress(),
    figures: () => fleet.store.stats(),
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  const get = async (path: string, accept = 'application/json'): Promise<string> =>
    (await fetch(url + path, { headers: { accept } })).text();
  return {
    url,
    get,
    answer: async (path) => answerSchema.parse(JSON.parse(await get(path))),
    async close() {
      await server.close();
      await fleet.stop();
    },
  };
}
