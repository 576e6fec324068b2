import type { Random } from '../../base/random.ts';
import type { ContainerPlan, EnvPlan, WorkloadPlan } from './cluster-plan.ts';

/** What the last word of an application's name says about it. */
export interface ApplicationProfile {
  readonly kind: 'Deployment' | 'StatefulSet' | 'CronJob';
  readonly serves: boolean;
  /** Reachable from outside by an ingress. */
  readonly exposed: boolean;
  readonly runtime: 'jvm' | 'node' | 'python' | 'go' | 'postgres' | 'redis' | 'search' | 'queue';
}

const endings: readonly (readonly [RegExp, ApplicationProfile])[] = [
  [/-db$/, { kind: 'StatefulSet', serves: true, exposed: false, runtime: 'postgres' }],
  [/-cache$/, { kind: 'StatefulSet', serves: true, exposed: false, runtime: 'redis' }],
  [/-search$/, { kind: 'StatefulSet', serves: true, exposed: false, runtime: 'search' }],
  [/-queue$/, { kind: 'StatefulSet', serves: true, exposed: false, runtime: 'queue' }],
  [/-(export|report|cleanup|sync|import|job)$/, { kind: 'CronJob', serves: false, exposed: false, runtime: 'python' }],
  [/-(consumer|worker)$/, { kind: 'Deployment', serves: false, exposed: false, runtime: 'jvm' }],
  [/-frontend$/, { kind: 'Deployment', serves: true, exposed: true, runtime: 'node' }],
  [/-gateway$/, { kind: 'Deployment', serves: true, exposed: true, runtime: 'go' }],
];
const serving: ApplicationProfile = { kind: 'Deployment', serves: true, exposed: true, runtime: 'jvm' };

/** What kind of application a name stands for. */
export function applicationProfile(application: string): ApplicationProfile {
  return endings.find(([ending]) => ending.test(application))?.[1] ?? serving;
}

const images: Partial<Record<ApplicationProfile['runtime'], readonly [image: string, tag: string]>> = {
  postgres: ['registry.example.org/acid/spilo-16', '3.3-p3'],
  redis: ['docker.io/library/redis', '7.4.1-alpine'],
  search: ['docker.elastic.co/elasticsearch/elasticsearch', '8.15.3'],
  queue: ['docker.io/library/rabbitmq', '4.0.3-management'],
};

const sizes: Readonly<Record<ApplicationProfile['runtime'], readonly (readonly [cpuMillis: number, memoryMi: number])[]>> = {
  jvm: [
    [250, 1024],
    [500, 1536],
    [500, 2048],
    [1000, 4096],
  ],
  node: [
    [100, 256],
    [250, 512],
    [500, 1024],
  ],
  python: [
    [100, 256],
    [200, 512],
    [500, 1536],
  ],
  go: [
    [50, 64],
    [100, 128],
    [250, 256],
  ],
  postgres: [
    [100, 500],
    [500, 2048],
    [1000, 8192],
  ],
  redis: [
    [50, 128],
    [100, 512],
    [200, 2048],
  ],
  search: [
    [1000, 4096],
    [2000, 8192],
  ],
  queue: [
    [200, 1024],
    [500, 2048],
  ],
};

const servicePorts: Readonly<Record<ApplicationProfile['runtime'], number>> = {
  jvm: 8080,
  node: 3000,
  python: 8000,
  go: 8080,
  postgres: 5432,
  redis: 6379,
  search: 9200,
  queue: 5672,
};

/** The port an application listens at. */
export function portOf(profile: ApplicationProfile): number {
  return servicePorts[profile.runtime];
}

/** The containers of an application, main container first. */
export function applicationContainers(
  q: { team: string; name: string; application: string; profile: ApplicationProfile },
  random: Random,
): readonly ContainerPlan[] {
  const { profile } = q;
  const [cpuMillis, memoryMi] = random.pick(sizes[profile.runtime]);
  const port = portOf(profile);
  const own = images[profile.runtime];
  const main: ContainerPlan = {
    name: random.chance(0.5) ? q.application : profile.runtime === 'postgres' ? 'postgres' : 'app',
    image: own?.[0] ?? `registry.example.org/${q.team}/${q.application}`,
    ...(own === undefined ? {} : { tag: own[1] }),
    cpuMillis,
    memoryMi,
    memoryLimitMi: random.chance(0.8) ? memoryMi : memoryMi * 2,
    ...(random.chance(0.35) ? { cpuLimitMillis: cpuMillis * random.pick([1, 2, 4]) } : {}),
    ...(profile.serves ? { ports: [{ name: profile.runtime === 'postgres' ? 'postgresql' : 'http', port }] } : {}),
    ...(profile.serves && own === undefined && random.chance(0.9)
      ? { probe: { path: random.pick(['/health', '/actuator/health', '/.well-known/health', '/healthz']), port } }
      : {}),
    env: applicationEnv(q, random),
    ...(profile.kind === 'CronJob' ? { args: ['--once'] } : {}),
    ...(random.chance(0.3) ? { mounts: [{ name: 'credentials', path: '/meta/credentials', readOnly: true }] } : {}),
  };
  return [main, ...sidecars(profile, random)];
}

function sidecars(profile: ApplicationProfile, random: Random): readonly ContainerPlan[] {
  if (profile.kind !== 'Deployment' || !random.chance(0.22)) return [];
  const proxy: ContainerPlan = {
    name: 'skipper-sidecar',
    image: 'registry.example.org/teapot/skipper',
    tag: 'v0.24.18',
    cpuMillis: 25,
    memoryMi: 50,
    memoryLimitMi: 150,
    ports: [{ name: 'proxy', port: 9090 }],
  };
  const nginx: ContainerPlan = {
    name: 'nginx',
    image: 'docker.io/library/nginx',
    tag: '1.27.2',
    cpuMillis: 10,
    memoryMi: 32,
    ports: [{ name: 'web', port: 8081 }],
    probe: { path: '/', port: 8081 },
  };
  return random.chance(0.2) ? [proxy, nginx] : [random.chance(0.6) ? proxy : nginx];
}

function applicationEnv(q: { team: string; name: string; application: string; profile: ApplicationProfile }, random: Random): EnvPlan[] {
  const env: EnvPlan[] = [
    { name: 'APPLICATION_ID', value: q.application },
    { name: 'POD_NAME', field: 'metadata.name' },
    { name: 'LOG_LEVEL', value: random.pick(['INFO', 'INFO', 'WARN', 'DEBUG']) },
  ];
  if (q.profile.runtime === 'jvm') env.push({ name: 'JAVA_OPTS', value: '-XX:MaxRAMPercentage=75 -XX:+ExitOnOutOfMemoryError' });
  if (random.chance(0.5)) env.push({ name: 'DATABASE_PASSWORD', secret: { name: `${q.name}-credentials`, key: 'database-password' } });
  // Some people still write it into the manifest.
  if (random.chance(0.06))
    env.push({
      name: random.pick(['API_TOKEN', 'DB_PASSWORD', 'SMTP_PASSWORD', 'AWS_SECRET_ACCESS_KEY']),
      value: planted('env', q.name, random),
    });
  if (q.profile.exposed && random.chance(0.6))
    env.push({ name: 'OPENTRACING_ENDPOINT', value: 'http://trace-collector.tracing.svc.cluster.local:8443' });
  if (random.chance(0.3)) env.push({ name: 'EVENT_BROKER_URL', value: 'https://event-broker-api.event-bus.svc.cluster.local' });
  return env;
}

/** What every invented secret value begins with, so that tests can search for it; base64 of it begins with `plantedMarkerBase64`. */
export const plantedMarker = 'pLaNtEd-';

/** How `plantedMarker` looks in base64, whatever follows. */
export const plantedMarkerBase64 = 'cExhTnRFZC';

/** An invented secret value. */
export function planted(place: string, name: string, random: Random): string {
  return `${plantedMarker}${place}-${name}-${random.int(0x7fffffff).toString(36)}${random.int(0x7fffffff).toString(36)}`;
}

/** Whether the workload wants a Secret of its own. */
export function readsCredentials(workload: WorkloadPlan): boolean {
  return workload.containers.some((c) => c.env?.some((e) => e.secret !== undefined) || c.mounts?.some((m) => m.name === 'credentials'));
}
