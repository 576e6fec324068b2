import type { KubeObject } from '../../core/kube/object.ts';
import type { SimLogLine } from '../../core/sim/sim-cluster.ts';
import { refusals } from './api-status.ts';
import { answerLogFlood, type LogOptions } from './log-flood-answer.ts';
import { routeKey } from './object-answer.ts';
import { openLogStream } from './open-log-stream.ts';
import { baseHeaders, type RequestContext } from './request-context.ts';
import type { ResourceRoute } from './route.ts';
import { faultMatches } from './sim-fault.ts';

interface NamedContainer {
  readonly name: string;
}

const followPollMs = 500;
const mostBacklogBytes = 1024 * 1024;
/** A container's log beyond this is rotated away. */
const keptLines = 10_000;

/** Answers `pods/x/log` from the lines that the simulated container has written. */
export async function answerPodLog(context: RequestContext, route: ResourceRoute): Promise<void> {
  const { cluster, settings } = context.endpoint;
  const pod = cluster.objects.get('pods', routeKey(route))?.object;
  if (pod === undefined) throw refusals.notFound(route.resource, route.name ?? '');
  const options = logOptions(context, pod, settings.clock.nowMs());
  if (isRunning(pod, options.container)) {
    const subject = { verb: 'get', resource: 'pods', user: context.user.name, path: context.path } as const;
    const flood = context.endpoint.board.faults.find((fault) => fault.type === 'log-flood' && faultMatches(fault.match, subject));
    if (flood?.type === 'log-flood') return answerLogFlood(context, flood, options);
  }
  const read = (untilMs: number, tail: number): SimLogLine[] | undefined =>
    cluster.logs({
      namespace: route.namespace ?? '',
      pod: route.name ?? '',
      container: options.container,
      previous: options.previous,
      untilMs,
      tail,
    });
  const untilMs = settings.clock.nowMs();
  const lines = read(untilMs, options.tailLines ?? keptLines);
  if (lines === undefined) throw noLog(route, pod, options);
  context.reply.head(200, baseHeaders(context, 'text/plain'));
  const text = linesText(
    lines.filter((line) => options.sinceMs === undefined || line.atMs >= options.sinceMs),
    options.timestamps,
  );
  context.reply.push(Buffer.from(text).subarray(0, options.limitBytes));
  if (options.follow && !options.previous) follow(context, route, { fromMs: untilMs, timestamps: options.timestamps, read });
  else context.reply.end();
}

/** Sends what the container writes from now on, until the client leaves or the pod is gone. */
function follow(
  context: RequestContext,
  route: ResourceRoute,
  q: { fromMs: number; timestamps: boolean; read(untilMs: number, tail: number): SimLogLine[] | undefined },
): void {
  const { endpoint, reply } = context;
  let seenMs = q.fromMs;
  const timer = setInterval(() => {
    // As a kubelet, which reads on in its file when the client has taken what was sent.
    if (reply.backlogBytes > mostBacklogBytes) return;
    const nowMs = endpoint.settings.clock.nowMs();
    const lines = q.read(nowMs, keptLines);
    if (lines === undefined || endpoint.cluster.objects.get('pods', routeKey(route)) === undefined) return reply.end();
    const fresh = lines.filter((line) => line.atMs > seenMs && line.atMs <= nowMs);
    seenMs = nowMs;
    reply.push(Buffer.from(linesText(fresh, q.timestamps)));
  }, followPollMs).unref();
  openLogStream(context, timer);
}

function linesText(lines: readonly SimLogLine[], timestamps: boolean): string {
  return lines.map(({ atMs, text }) => (timestamps ? `${nanoTime(atMs)} ${text}\n` : `${text}\n`)).join('');
}

/** RFC 3339 with nanoseconds, as kubelets write it. */
function nanoTime(atMs: number): string {
  return new Date(atMs).toISOString().replace('Z', '000000Z');
}

/** Source: k8s.io/api core/v1 PodLogOptions; k8s.io/kubernetes pkg/registry/core/pod/strategy.go LogLocation */
function logOptions({ query }: RequestContext, pod: KubeObject, nowMs: number): LogOptions {
  const number = (name: string): number | undefined => {
    const text = query.get(name);
    if (text === null || text === '') return undefined;
    if (!/^\d+$/.test(text)) throw refusals.badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
    return Number(text);
  };
  const flag = (name: string): boolean => ['1', 'true'].includes(query.get(name) ?? '');
  const sinceSeconds = number('sinceSeconds');
  const sinceTime = Date.parse(query.get('sinceTime') ?? '');
  return {
    container: chosenContainer(pod, query.get('container') ?? ''),
    previous: flag('previous'),
    timestamps: flag('timestamps'),
    follow: flag('follow'),
    tailLines: number('tailLines'),
    limitBytes: number('limitBytes'),
    // Kubelets are told whole seconds.
    sinceMs:
      sinceSeconds === undefined
        ? Number.isNaN(sinceTime)
          ? undefined
          : Math.floor(sinceTime / 1000) * 1000
        : nowMs - sinceSeconds * 1000,
  };
}

function chosenContainer(pod: KubeObject, asked: string): string {
  const { name } = pod.metadata;
  const containers = ((pod.spec?.containers ?? []) as readonly NamedContainer[]).map((c) => c.name);
  const init = ((pod.spec?.initContainers ?? []) as readonly NamedContainer[]).map((c) => c.name);
  if (asked !== '') {
    if (containers.includes(asked) || init.includes(asked)) return asked;
    throw refusals.badRequest(`container ${asked} is not valid for pod ${name}`);
  }
  const [only] = containers;
  if (containers.length === 1 && only !== undefined) return only;
  const initPart = init.length === 0 ? '' : ` or one of the init containers: [${init.join(' ')}]`;
  throw refusals.badRequest(`a container name must be specified for pod ${name}, choose one of: [${containers.join(' ')}]${initPart}`);
}

function noLog(route: ResourceRoute, pod: KubeObject, { container, previous }: LogOptions): Error {
  if (previous) {
    return refusals.badRequest(`previous terminated container "${container}" in pod "${route.name}" not found`);
  }
  const reason = waitingReason(pod, container) ?? 'ContainerCreating';
  return refusals.badRequest(`container "${container}" in pod "${route.name}" is waiting to start: ${reason}`);
}

function waitingReason(pod: KubeObject, container: string): string | undefined {
  return statusOf(pod, container)?.state?.waiting?.reason;
}

function isRunning(pod: KubeObject, container: string): boolean {
  return statusOf(pod, container)?.state?.running !== undefined;
}

interface StatusWithState {
  readonly name: string;
  readonly state?: { readonly waiting?: { readonly reason?: string }; readonly running?: object };
}

function statusOf(pod: KubeObject, container: string): StatusWithState | undefined {
  return ((pod.status?.containerStatuses ?? []) as readonly StatusWithState[]).find((status) => status.name === container);
}
