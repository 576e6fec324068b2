import { seededRandom } from '../base/random.ts';
import type { KubeObject } from '../kube/object.ts';
import type { ClusterIdentity } from './cluster-identity.ts';
import type { SimLogLine } from './sim-cluster.ts';
import { stampMs } from './stamp.ts';

interface LogQuestion {
  readonly container: string;
  readonly previous: boolean;
  readonly untilMs: number;
  readonly tail: number;
}

interface StatusOfContainer {
  readonly name: string;
  readonly state?: {
    readonly running?: { readonly startedAt: string };
    readonly terminated?: { readonly startedAt: string; readonly finishedAt: string };
  };
  readonly lastState?: { readonly terminated?: { readonly startedAt: string; readonly finishedAt: string; readonly reason?: string } };
}

/** One line every so often; which line it is depends on the container and the slot of time only. */
const slotMs = 2000;
/** Kubelets rotate logs: what is older is gone. */
const keptLines = 20_000;

/** The last lines a container wrote; undefined when the pod has no such container. */
export function logLines(identity: ClusterIdentity, pod: KubeObject, q: LogQuestion): SimLogLine[] | undefined {
  const names = [...(pod.spec.containers ?? []), ...(pod.spec.initContainers ?? [])].map((container: { name: string }) => container.name);
  if (!names.includes(q.container)) return undefined;
  const statuses: readonly StatusOfContainer[] = [...(pod.status.containerStatuses ?? []), ...(pod.status.initContainerStatuses ?? [])];
  const status = statuses.find((candidate) => candidate.name === q.container);
  const life = lifeOf(status, q);
  if (life === undefined) return [];
  const application = pod.metadata.labels?.application ?? q.container;
  const lines: SimLogLine[] = [];
  const seed = `${identity.seed}/${identity.name}/log/${pod.metadata.uid}/${q.container}`;
  for (let slot = Math.floor(life.toMs / slotMs); slot * slotMs >= life.fromMs && lines.length < Math.min(q.tail, keptLines); slot--) {
    const random = seededRandom(`${seed}/${slot}`);
    if (!random.chance(0.7)) continue;
    const atMs = slot * slotMs + random.int(slotMs);
    if (atMs < life.fromMs || atMs > life.toMs) continue;
    lines.push({ atMs, text: lineOf(application, random.next(), random.int(100_000), atMs) });
  }
  lines.reverse();
  if (life.death !== undefined && lines.length > 0) lines[lines.length - 1] = { atMs: life.toMs, text: life.death };
  return lines;
}

function lifeOf(status: StatusOfContainer | undefined, q: LogQuestion): { fromMs: number; toMs: number; death?: string } | undefined {
  const last = status?.lastState?.terminated;
  const ended = q.previous ? last : (status?.state?.terminated ?? (status?.state?.running === undefined ? last : undefined));
  if (ended !== undefined) {
    const death =
      'reason' in ended && ended.reason === 'Error' ? 'FATAL: connection to event broker lost after 5 retries, giving up' : undefined;
    return {
      fromMs: stampMs(ended.startedAt),
      toMs: Math.min(stampMs(ended.finishedAt), q.untilMs),
      ...(death === undefined ? {} : { death }),
    };
  }
  const running = status?.state?.running;
  return running === undefined || q.previous ? undefined : { fromMs: stampMs(running.startedAt), toMs: q.untilMs };
}

const paths = ['/api/articles', '/api/orders', '/api/customers', '/health', '/api/baskets', '/api/stock', '/metrics'] as const;

function lineOf(application: string, share: number, number: number, atMs: number): string {
  const time = new Date(atMs).toISOString();
  if (application === 'coredns') {
    const name = ['teaser-api.fashion-store.svc.cluster.local.', 'payments.example.org.', 'kube-dns.kube-system.svc.cluster.local.'][
      number % 3
    ];
    return `[INFO] 10.2.${number % 40}.${number % 250}:${30_000 + (number % 30_000)} - ${number} "A IN ${name} udp 58 false 512" ${share < 0.6 ? 'NXDOMAIN' : 'NOERROR'} qr,aa,rd 151 0.000${100 + (number % 800)}s`;
  }
  if (application === 'credentials-provider')
    return `${time} INFO Current queue size: ${number % 40}, active workers: ${share < 0.3 ? 3 : 1}`;
  if (application === 'skipper-ingress') {
    return `10.2.${number % 40}.${number % 250} - - [${time}] "GET ${paths[number % paths.length]}/${number} HTTP/2.0" ${statusCode(share)} ${number} "-" "okhttp/4.12.0" ${number % 400} app.example.org`;
  }
  if (/-(consumer|worker)$/.test(application))
    return `${time} ${level(share)} [${application}] processed batch of ${1 + (number % 500)} events in ${number % 900} ms, cursor ${number * 7}`;
  if (/-(export|report|import|sync|cleanup|job)$/.test(application))
    return `${time} ${level(share)} ${application}: ${number} records done`;
  if (application.startsWith('kube-'))
    return `I${time.slice(5, 7)}${time.slice(8, 10)} ${time.slice(11, 19)}.${String(number).padStart(6, '0')}       1 reflector.go:${number % 900}] "Caches populated" type="*v1.${share < 0.5 ? 'Node' : 'Service'}" reflector="k8s.io/client-go/informers/factory.go:160"`;
  return `${time} ${level(share)} [http-nio-8080-exec-${number % 64}] ${application} GET ${paths[number % paths.length]}/${number} ${statusCode(share)} ${number % 900}ms`;
}

function level(share: number): string {
  return share < 0.02 ? 'ERROR' : share < 0.08 ? 'WARN ' : 'INFO ';
}

function statusCode(share: number): number {
  return share < 0.01 ? 503 : share < 0.04 ? 404 : share < 0.06 ? 429 : 200;
}
