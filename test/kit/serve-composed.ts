import type { AddressInfo } from 'node:net';
import { type Logger, pino } from 'pino';
import type { Access } from '../../src/apps/server/access/access.ts';
import { openAccess } from '../../src/apps/server/access/local-access.ts';
import type { Fleet } from '../../src/apps/server/compose-fleet.ts';
import { createServer } from '../../src/apps/server/create-server.ts';
import type { FindingsKeeper } from '../../src/apps/server/findings/findings-keeper.ts';
import { judgedFindings } from '../../src/apps/server/findings/judged-findings.ts';
import { htmlPages } from '../../src/apps/server/html-pages.ts';
import type { WebAssets } from '../../src/apps/server/web-assets.ts';
import type { Scope } from '../../src/core/fleet/fleet-view.ts';
import { answerSchema, type WireAnswer } from '../../src/core/wire/answer-schema.ts';

/** A server over a fleet that the test composed itself. */
export interface ComposedServer {
  readonly url: string;
  get(path: string, accept?: string): Promise<string>;
  answer(path: string): Promise<WireAnswer>;
  close(): Promise<void>;
}

/** Serves a fleet; unless told otherwise to everybody, without a log, and with pages that are not live. */
export async function serveComposed(
  fleet: Fleet,
  q: {
    readonly access?: Access;
    readonly assets?: WebAssets;
    /** Whoever keeps them starts and stops them. */
    readonly findings?: FindingsKeeper;
    readonly log?: Logger;
    /** Default: a free one. */
    readonly port?: number;
  } = {},
): Promise<ComposedServer> {
  const { findings } = q;
  const server = await createServer({
    ...fleet,
    ...(findings && { findings, judgedFindings: (scope: Scope) => judgedFindings(findings, scope) }),
    access: q.access ?? openAccess(),
    render: htmlPages(q.assets),
    assets: q.assets,
    log: q.log ?? pino({ level: 'silent' }),
    status: () => fleet.source.status(),
    syncProgress: () => fleet.source.syncProgress(),
    figures: () => fleet.store.stats(),
  });
  await server.listen({ host: '127.0.0.1', port: q.port ?? 0 });
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
