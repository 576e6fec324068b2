import type { FastifyReply } from 'fastify';

/** Aborts when the asker goes away before the answer is written. */
export function askerSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
