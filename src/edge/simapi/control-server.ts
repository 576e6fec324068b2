import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** What a control request may ask for; throws an Error with a message for what it cannot do. */
export type ControlAction = (body: Readonly<Record<string, unknown>>) => unknown;

/** A plain HTTP server on loopback by which other processes steer the simulation; only who knows the token in the path gets through. */
export async function startControlServer(q: {
  readonly host: string;
  readonly port: number;
  readonly token: string;
  /** By method and path, e.g. `POST /faults`. */
  readonly actions: ReadonlyMap<string, ControlAction>;
}): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server: Server = createServer((request, response) => void answer(q, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(q.port, q.host, resolve);
  });
  const { port } = server.address() as { port: number };
  return {
    url: `http://${q.host}:${port}/${q.token}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  q: { readonly token: string; readonly actions: ReadonlyMap<string, ControlAction> },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const send = (status: number, value: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(`${JSON.stringify(value)}\n`);
  };
  const prefix = `/${q.token}/`;
  const path = (request.url ?? '').split('?')[0] ?? '';
  const action = path.startsWith(prefix) ? q.actions.get(`${request.method} /${path.slice(prefix.length)}`) : undefined;
  if (action === undefined) return send(404, { error: 'not found' });
  try {
    send(200, (await action(await jsonBody(request))) ?? {});
  } catch (error) {
    send(400, { error: error instanceof Error ? error.message : String(error) });
  }
}

async function jsonBody(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString();
  const value: unknown = text === '' ? {} : JSON.parse(text);
  if (typeof value !== 'object' || value === null) throw new Error('the body must be a JSON object');
  return value as Readonly<Record<string, unknown>>;
}
