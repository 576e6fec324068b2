import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { seededRandom } from '../../../core/base/random.ts';
import type { LogQuery } from '../../../core/query/log-query.ts';
import { logQueryFromUrl } from '../../../core/query/log-query-url.ts';
import { systemTimers } from '../../../edge/collector/system-timers.ts';
import { askerSignal } from '../asker-signal.ts';
import { LogCeilings } from '../logs/log-ceilings.ts';
import { type LogForm, logContentTypes, logPieces, wholeLogs } from '../logs/log-pieces.ts';
import { storePodFeed } from '../logs/pod-feed.ts';
import { readLogs } from '../logs/tail-logs.ts';
import { isOn, requestFormat, requestParams, requestUrl } from '../request-format.ts';
import type { ServerParts } from '../server-parts.ts';

/** A page waits so long for kubelets that do not answer. */
const pageWithinMs = 10_000;

/** `…/{plural}/{name}/logs`: the logs of a pod or of everything that has pods, once or (`follow=1`) as a stream. Lines pass through; none is kept or logged. */
export function logRoutes(server: FastifyInstance, parts: ServerParts): void {
  const ceilings = new LogCeilings();
  const closing = new AbortController();
  server.addHook('preClose', (done) => {
    closing.abort();
    done();
  });
  const reading = {
    answering: parts,
    clock: parts.clock,
    timers: systemTimers,
    random: seededRandom(`logs ${parts.clock.nowMs()}`),
    places: ceilings.places,
    api: (cluster: string) => parts.apiServer(cluster),
  };
  const logs = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const form = logForm(request);
    const params = requestParams(request);
    const asked = logQueryFromUrl(segmentsOf(request), params, parts.clock.nowMs());
    // A browser with JavaScript follows by itself; `stream=1` is where one without is sent.
    const query = form === 'html' && params.get('stream') !== '1' ? { ...asked, follow: false } : asked;
    const { scope } = request;
    const leave = ceilings.enter(request.viewer);
    const signal = AbortSignal.any([askerSignal(reply), closing.signal]);
    const done = (): void => leave();
    try {
      const { tail, batches } = await readLogs(
        { ...reading, feed: storePodFeed(parts, scope, systemTimers) },
        {
          queries: [query],
          scope,
          signal,
          whenBehind: query.follow ? 'drop' : 'wait',
          onFound: (clusters) => {
            if (query.follow) ceilings.requireRoom(clusters);
          },
        },
      );
      const job = {
        batches,
        query: asked,
        form,
        look: parts.render.look(params),
        containers: () => tail.opened,
        refused: () => tail.refused,
      };
      reply
        .type(logContentTypes[form])
        .header('vary', 'Accept, User-Agent')
        .header('cache-control', 'no-store')
        .header('x-accel-buffering', 'no');
      if (query.follow || form === 'ndjson') {
        reply.raw.once('close', done);
        // A stream that ends because the server stops must not leave a connection that is kept for later.
        reply.header('connection', 'close');
        return reply.send(Readable.from(logPieces(job, { signal }), { objectMode: false, highWaterMark: 64 * 1024 }));
      }
      tail.finishWithin(pageWithinMs);
      const answer = await wholeLogs(job);
      done();
      if (answer.isNowhere) throw nowhere(query);
      return reply.send(answer.body);
    } catch (error) {
      done();
      throw error;
    }
  };
  server.get('/clusters/:clusters/namespaces/:namespaces/:resources/:name/logs', logs);
}

/** NDJSON for who asks for it, and for JSON that is followed: one document would never end. */
function logForm(request: FastifyRequest): LogForm {
  if (/\bapplication\/(x-)?ndjson\b/.test(request.headers.accept ?? '')) return 'ndjson';
  const form = requestFormat(request);
  const follows = isOn(requestParams(request), 'follow');
  if (form === 'json') return follows ? 'ndjson' : 'json';
  if (form === 'html' || form === 'text') return form;
  throw new HindsightError('not-acceptable', `logs are not served as ${form}`, {
    hint: 'Ask for text/html, text/plain, application/json or application/x-ndjson.',
  });
}

function segmentsOf(request: FastifyRequest): { clusters: string; namespaces: string; resource: string; name: string } {
  const [, , clusters = '', , namespaces = '', resource = '', name = ''] = requestUrl(request).pathname.split('/').map(decoded);
  return { clusters, namespaces, resource, name };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function nowhere({ resource, names }: LogQuery): HindsightError {
  return new HindsightError('object-not-found', `No cluster asked has pods for ${resource} ${names.join(', ')}`.trim());
}
