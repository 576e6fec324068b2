import type { FastifyInstance } from 'fastify';
import { serveLiveSession } from '../live/live-session.ts';
import type { RecentAnswers } from '../live/recent-answers.ts';
import type { ServerParts } from '../server-parts.ts';

/** How often a socket is asked whether its other end still lives. */
const pingEveryMs = 30_000;

/** How long a socket may take to answer the goodbye of a server that stops: a tab that sleeps does not. */
const goodbyeMs = 1000;

/** `/api/live`: one WebSocket per tab; each message opens or closes a live table. `onCount` hears +1 and -1. */
export function liveRoute(
  server: FastifyInstance,
  parts: ServerParts,
  q: { readonly recent: RecentAnswers; onCount(change: number): void },
): void {
  const { recent, onCount } = q;
  server.addHook('preClose', (done) => {
    setTimeout(() => {
      for (const socket of server.websocketServer.clients) socket.terminate();
    }, goodbyeMs).unref();
    done();
  });
  server.get('/api/live', { websocket: true }, (socket, request) => {
    let answered = true;
    const ping = setInterval(() => {
      if (!answered) return socket.terminate();
      answered = false;
      socket.ping();
    }, pingEveryMs);
    socket.on('pong', () => {
      answered = true;
    });
    socket.on('close', () => clearInterval(ping));
    serveLiveSession(socket, {
      source: parts,
      scope: request.scope,
      recent,
      events: {
        onOpened: () => onCount(1),
        onClosed: () => onCount(-1),
        onDefect: (error) => parts.log.error({ err: error, route: '/api/live' }, 'defect'),
      },
    });
  });
}
