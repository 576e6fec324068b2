import type { WebSocket } from 'ws';
import { HindsightError } from '../../../core/base/hindsight-error.ts';
import type { Scope } from '../../../core/fleet/fleet-view.ts';
import type { TableQuery } from '../../../core/query/table-query.ts';
import { listSegments, tableQueryFromUrl } from '../../../core/query/table-query-url.ts';
import { harmlessJson } from '../../../core/reports/harmless-json.ts';
import { liveMessage } from '../../../core/reports/live-message.report.ts';
import { wireError } from '../../../core/wire/error-schema.ts';
import { type ClientMessage, clientMessageSchema, type ServerMessage } from '../../../core/wire/live-schema.ts';
import { namesOf } from '../request-format.ts';
import { followQuestion, type LiveSource } from './live-feed.ts';
import type { RecentAnswers } from './recent-answers.ts';

/** A reader that has so much unread is behind: changes are collected until it caught up. */
const behindBytes = 1024 * 1024;
/** Live tables of one socket at most. */
const mostTables = 32;
const openHint = 'Send {"type":"open","id":"…","query":"/clusters/_all/nodes"}.';

/** What a session tells besides its messages. */
export interface LiveSessionEvents {
  onOpened(): void;
  onClosed(): void;
  /** A defect of ours; a mistake of the asker is answered instead. */
  onDefect(error: unknown): void;
}

/** Serves the live tables of one socket until it closes. */
export function serveLiveSession(
  socket: WebSocket,
  q: { readonly source: LiveSource; readonly scope: Scope; readonly events: LiveSessionEvents; readonly recent?: RecentAnswers },
): void {
  const open = new Map<string, AbortController>();
  const send = (message: ServerMessage): void => {
    if (socket.readyState === socket.OPEN) socket.send(harmlessJson(message));
  };
  const refuse = (id: string, error: HindsightError): void => send({ type: 'error', id, ...wireError(error) });

  /** Why one more table may not be opened; undefined when it may. */
  const objection = (id: string): string | undefined => {
    if (open.has(id)) return `the id "${id}" is in use on this socket`;
    return open.size >= mostTables ? `this socket follows ${mostTables} tables already` : undefined;
  };

  const start = (message: Extract<ClientMessage, { type: 'open' }>): void => {
    const { id, cursor } = message;
    const controller = new AbortController();
    open.set(id, controller);
    q.events.onOpened();
    follow(message, controller.signal, cursor)
      .catch((error: unknown) => {
        if (!(error instanceof HindsightError)) q.events.onDefect(error);
        refuse(
          id,
          error instanceof HindsightError ? error : new HindsightError('internal', 'something in Hindsight broke while following this'),
        );
      })
      .finally(() => {
        open.delete(id);
        q.events.onClosed();
      });
  };

  async function follow({ id, query }: { id: string; query: string }, signal: AbortSignal, cursor: string | undefined): Promise<void> {
    const question = parseQuestion(query);
    const earlier = cursor === undefined ? undefined : q.recent?.find({ query: question.query, scopeId: q.scope.id, cursor });
    await followQuestion(q.source, {
      ...question,
      earlier,
      scope: q.scope,
      signal,
      ...(cursor !== undefined && { cursor }),
      canTake: () => socket.bufferedAmount < behindBytes,
      onMessage: (message, tables) => send(liveMessage(id, message, tables)),
    });
  }

  socket.on('message', (bytes) => {
    const message = parseMessage(String(bytes));
    if (message === undefined) refuse('', new HindsightError('query-invalid', 'this message is not understood', { hint: openHint }));
    else if (message.type === 'close') open.get(message.id)?.abort();
    else {
      const why = objection(message.id);
      if (why === undefined) start(message);
      else refuse(message.id, new HindsightError('query-invalid', why));
    }
  });
  socket.on('close', () => {
    for (const controller of open.values()) controller.abort();
  });
  socket.on('error', () => socket.terminate());
}

function parseMessage(text: string): ClientMessage | undefined {
  try {
    return clientMessageSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** The question behind a list's address. HindsightError where it is none. */
function parseQuestion(address: string): { readonly query: TableQuery; readonly names: 'strict' | 'lenient' } {
  const { pathname, searchParams } = new URL(address, 'http://local');
  const segments = listSegments(pathname);
  if (segments === undefined) throw new HindsightError('query-invalid', `"${address}" is not the address of a list`);
  return { query: tableQueryFromUrl({ segments, params: searchParams }), names: namesOf(searchParams) };
}
