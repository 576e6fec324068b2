import type { Random } from '../../base/random.ts';
import type { ClusterIdentity } from '../cluster-identity.ts';
import { templateHash } from '../names.ts';
import { type ApplicationProfile, applicationContainers, applicationProfile, portOf } from './application-profile.ts';
import type { RevisionPlan, Trouble, WorkloadPlan } from './cluster-plan.ts';
import { type Team, teams } from './teams.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

interface Candidate {
  readonly team: Team;
  readonly application: string;
  readonly name: string;
}

/** Applications of the cluster's teams until `budget` pods are reached exactly. */
export function planApplications(identity: ClusterIdentity, budget: number, random: Random): readonly WorkloadPlan[] {
  const planned: WorkloadPlan[] = [];
  const scale = Math.max(1, Math.sqrt(budget / 260));
  const taken = new Set<string>();
  let left = budget;
  for (const candidate of candidates(identity, budget, random)) {
    if (left <= 0) break;
    const workload = planApplication(identity, candidate, { left, scale }, random);
    const key = `${workload.namespace}/${workload.name}`;
    if (taken.has(key)) continue;
    taken.add(key);
    left -= workload.replicas + workload.oldReplicas + (workload.evicted ?? 0) + (workload.leaving ?? 0);
    planned.push(workload);
  }
  return planned;
}

/** What runs here, in the order in which it was brought here; without end. */
function* candidates(identity: ClusterIdentity, budget: number, random: Random): Generator<Candidate> {
  for (const known of wellKnownApplications(identity)) if (budget >= 200) yield known;
  const near = teams.filter((team) => team.products.includes(identity.product));
  const others = teams.filter((team) => !team.products.includes(identity.product)).sort((a, b) => (a.name < b.name ? -1 : 1));
  const guests = 2 + Math.floor(budget / 40);
  const shuffled = others
    .map((team) => ({ team, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ team }) => team);
  const here = [...near, ...shuffled.slice(0, Math.min(others.length, guests))];
  for (let round = 0; ; round++) {
    for (const team of here) {
      for (const application of team.applications) {
        if (round === 0 && !random.chance(0.75)) continue;
        yield { team, application, name: variantName(application, round) };
      }
    }
  }
}

const variants = ['', '-canary', '-v2', '-eu', '-batch', '-b2b', '-nordics', '-iberia'] as const;

/** Later copies of an application keep its last word, so that they stay what they are. */
function variantName(application: string, round: number): string {
  if (round < variants.length) return `${application}${variants[round]}`;
  return `${application}-${round - variants.length + 3}`;
}

/** Applications that scenarios speak of. Source: replays.md 1, 2, 5. */
function wellKnownApplications(identity: ClusterIdentity): readonly Candidate[] {
  const find = (name: string): Team => teams.find((team) => team.name === name) as Team;
  const of = (team: string, application: string): Candidate => ({ team: find(team), application, name: application });
  if (identity.name === 'shop-prod-1') {
    return [
      of('fashion-store', 'aggregation-layer'),
      of('iam', 'token-service'),
      of('fulfilment', 'flapping-consumer'),
      of('fashion-store', 'outfit-delivery-api'),
    ];
  }
  return identity.name === 'iam-prod-1' ? [of('iam', 'credentials-provider'), of('iam', 'token-service')] : [];
}

function planApplication(
  identity: ClusterIdentity,
  { team, application, name }: Candidate,
  q: { left: number; scale: number },
  random: Random,
): WorkloadPlan {
  const profile = applicationProfile(application);
  const createdMs = identity.epochMs - Math.floor(random.next() ** 1.5 * (identity.epochMs - identity.createdMs - dayMs)) - hourMs;
  const trouble = troubleOf(name, profile, random);
  const rolling = profile.kind === 'Deployment' && q.left > 3 && trouble !== undefined && trouble !== 'not-ready' && trouble !== 'crash';
  const wanted = replicasOf(name, profile, q.scale, random);
  const stateful = profile.kind === 'StatefulSet';
  const revisions = revisionsOf(identity, { createdMs, trouble, random });
  const oldReplicas = rolling && revisions.length > 1 ? Math.min(wanted, q.left - 1) : 0;
  const replicas = rolling && oldReplicas > 0 ? 1 : Math.min(wanted, q.left);
  const containers = withSpecialContainers(name, applicationContainers({ team: team.name, name, application, profile }, random));
  const credentials = containers.some((c) => c.mounts?.some((m) => m.name === 'credentials'));
  return {
    kind: profile.kind,
    namespace: random.chance(0.06) && name !== 'flapping-consumer' && name !== 'aggregation-layer' ? 'default' : team.namespace,
    name,
    team: team.name,
    application,
    createdMs,
    replicas,
    revisions,
    oldReplicas,
    ...extraPods(profile, q.left - replicas - oldReplicas, random),
    containers,
    ...(random.chance(0.08) && profile.kind === 'Deployment'
      ? {
          initContainers: [
            { name: 'migrate', image: `registry.example.org/${team.name}/${application}-migrations`, cpuMillis: 100, memoryMi: 128 },
          ],
        }
      : {}),
    ...(credentials ? { volumes: [{ name: 'credentials', kind: 'secret' as const, source: `${name}-credentials` }] } : {}),
    credentials,
    serviceAccount: random.chance(0.4) ? name : 'default',
    ...(trouble === undefined ? {} : { trouble }),
    ...(profile.serves ? { service: { headless: stateful, ports: [servicePort(profile)] } } : {}),
    ...(profile.exposed && random.chance(0.7) ? { host: `${name}.${identity.name}.example.org` } : {}),
    ...(profile.kind === 'Deployment' && random.chance(0.3)
      ? { autoscale: { min: 1 + random.int(3), max: 5 + random.int(25), cpuPercent: random.pick([50, 60, 70, 80]) } }
      : {}),
    ...(stateful
      ? { claim: { name: profile.runtime === 'postgres' ? 'pgdata' : 'data', gibibytes: random.pick([10, 20, 50, 100, 500]) } }
      : {}),
    ...(wanted > 1 && profile.kind !== 'CronJob' && random.chance(0.55)
      ? { disruption: random.chance(0.7) ? ('max-unavailable' as const) : ('min-available' as const) }
      : {}),
    ...(profile.kind === 'CronJob' ? { schedule: schedule(random) } : {}),
    madeBy:
      profile.runtime === 'postgres'
        ? 'postgresql'
        : profile.serves && !stateful && random.chance(0.35)
          ? 'stack'
          : random.chance(0.4)
            ? 'kubectl'
            : 'deployment-service',
  };
}

function extraPods(profile: ApplicationProfile, left: number, random: Random): Pick<WorkloadPlan, 'evicted' | 'leaving'> {
  if (profile.kind !== 'Deployment' || left < 3) return {};
  const share = random.next();
  if (share < 0.015) return { evicted: 1 + random.int(3) };
  return share < 0.03 ? { leaving: 1 } : {};
}

function withSpecialContainers(name: string, containers: WorkloadPlan['containers']): WorkloadPlan['containers'] {
  const main = containers[0];
  if (main === undefined) return containers;
  if (name === 'credentials-provider')
    return [{ ...main, name: 'provider', cpuMillis: 2000, cpuLimitMillis: 2000, memoryMi: 1024, memoryLimitMi: 1024 }];
  if (name === 'flapping-consumer') {
    const proxy = { name: 'kafka-proxy', image: 'registry.example.org/event-bus/kafka-proxy', tag: '2.4.1', cpuMillis: 50, memoryMi: 64 };
    return [{ ...main, cpuMillis: 200, memoryMi: 1024, memoryLimitMi: 1200 }, proxy];
  }
  return containers;
}

function servicePort(profile: ApplicationProfile): { name: string; port: number; targetPort: number | string } {
  const port = portOf(profile);
  return profile.kind === 'StatefulSet'
    ? { name: profile.runtime, port, targetPort: port }
    : { name: 'http', port: 80, targetPort: 'http' };
}

function replicasOf(name: string, profile: ApplicationProfile, scale: number, random: Random): number {
  if (name === 'aggregation-layer') return 60;
  if (name === 'flapping-consumer' || name === 'credentials-provider') return 1;
  if (profile.kind === 'CronJob') return random.pick([1, 2, 3, 3, 3, 4]);
  if (profile.kind === 'StatefulSet') return random.pick(profile.runtime === 'postgres' ? [1, 2, 2, 3] : [1, 3, 3, 5]);
  const share = random.next();
  const base =
    share < 0.22
      ? 1
      : share < 0.55
        ? 2
        : share < 0.78
          ? 3
          : share < 0.9
            ? 4 + random.int(3)
            : share < 0.98
              ? 7 + random.int(14)
              : 21 + random.int(40);
  return base <= 2 ? base : Math.round(base * (1 + (scale - 1) * 0.6));
}

function troubleOf(name: string, profile: ApplicationProfile, random: Random): Trouble | undefined {
  const share = random.next();
  if (name === 'flapping-consumer') return 'crash';
  if (name === 'aggregation-layer' || name === 'credentials-provider' || name === 'token-service' || profile.kind !== 'Deployment')
    return undefined;
  const limits: readonly (readonly [number, Trouble])[] = [
    [0.012, 'crash'],
    [0.022, 'image'],
    [0.03, 'out-of-memory'],
    [0.05, 'unschedulable'],
    [0.055, 'init'],
    [0.063, 'not-ready'],
    [0.067, 'missing-secret'],
    [0.08, 'rolling'],
  ];
  return limits.find(([limit]) => share < limit)?.[1];
}

/** Templates the workload has had: releases come weekly or so, the last one days ago, a troubled one lately. */
function revisionsOf(
  identity: ClusterIdentity,
  q: { createdMs: number; trouble: Trouble | undefined; random: Random },
): readonly RevisionPlan[] {
  const { random, trouble, createdMs } = q;
  const lived = identity.epochMs - createdMs;
  const sinceLast = Math.min(
    lived,
    trouble === undefined
      ? -Math.log(1 - random.next()) * 9 * dayMs
      : trouble === 'rolling'
        ? 90_000
        : random.next() ** 2 * 5 * dayMs + 300_000,
  );
  const kept = Math.min(random.pick([1, 1, 2, 2, 3, 3, 4, 6]), 1 + Math.floor(lived / dayMs));
  const first = kept + random.int(1 + Math.min(120, Math.floor(lived / dayMs)));
  const build = random.int(900);
  return Array.from({ length: kept }, (_, i) => {
    const back = kept - 1 - i;
    const createdAt = identity.epochMs - sinceLast - back * Math.min(6 * dayMs, (lived - sinceLast) / kept);
    return {
      number: first - back,
      hash: templateHash(random),
      tag: tag(build + i * (1 + random.int(4)), random),
      createdMs: Math.floor(createdAt),
    };
  });
}

function tag(build: number, random: Random): string {
  if (random.chance(0.15)) return `pr-${build}-${1 + random.int(9)}`;
  return random.chance(0.6) ? `main-${build + 1}` : `1.${Math.floor(build / 10)}.${build % 10}`;
}

function schedule(random: Random): string {
  return random.pick([
    `${random.int(60)} * * * *`,
    `*/15 * * * *`,
    `*/5 * * * *`,
    `${random.int(60)} ${random.int(24)} * * *`,
    `0 3 * * *`,
    `30 */4 * * *`,
    `0 6 * * 1-5`,
  ]);
}
