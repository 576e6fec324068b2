import type { RequestContext } from './request-context.ts';
import type { OpenStream } from './sim-endpoint.ts';

/** A log that is being followed, as faults see and strike it; known to its endpoint until the client leaves, which also ends its `timer`. */
export function openLogStream({ endpoint, reply, user, path }: RequestContext, timer: NodeJS.Timeout): void {
  const stream: OpenStream = {
    subject: { verb: 'get', resource: 'pods', user: user.name, path },
    reply,
    end: () => reply.end(),
    spoil: () => reply.push(Buffer.from([0xff, 0xfe, 0x0a])),
  };
  endpoint.streams.add(stream);
  reply.onClose(() => {
    clearInterval(timer);
    endpoint.streams.delete(stream);
  });
}
