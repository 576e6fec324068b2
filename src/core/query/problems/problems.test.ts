import { describe, expect, test } from 'vitest';
import { sampleNowMs as nowMs } from '../../../../test/kit/sample-answer.ts';
import { clusterFacts, SyntheticFleet, shardState } from '../../../../test/kit/synthetic-fleet.ts';
import { seededRandom } from '../../base/random.ts';
import type { KubeObject } from '../../kube/object.ts';
import { builtinById } from '../../resources/builtin-resources.ts';
import type { ResourceDef } from '../../resources/resource.ts';
import { answerQuery } from '../answer-query.ts';
import { answerVersion } from '../answer-version.ts';
import { finish } from '../finish.ts';
import { applyChanges } from '../live-changes.ts';
import { LiveTable } from '../live-table.ts';
import { planQuery } from '../plan-query.ts';
import type { Answer } from '../table.ts';
import { type TableQuery, tableQuery } from '../table-query.ts';
import { problemOf, problemsOf } from './shard-problems.ts';

const minute = 60_000;
const hour = 60 * minute;
const ids = ['pods', 'services', 'jobs.batch', 'cronjobs.batch', 'ingresses.networking.k8s.io', 'statefulsets.apps', 'nodes'];
const def = (id: string): ResourceDef => builtinById.get(id) as ResourceDef;
const ago = (ms: number): string => new Date(nowMs - ms).toISOString().replace('.000Z', 'Z');

/** A fleet of two clusters that have everything synced, but what is left out. */
function fleetWith(q: { without?: readonly string[] } = {}): SyntheticFleet {
  const fleet = new SyntheticFleet(ids.map(def));
  fleet.observed.atMs = nowMs;
  for (const cluster of ['c-1', 'c-2']) {
    fleet.putCluster(clusterFacts(cluster));
    for (const id of ids) if (q.without?.includes(id) !== true) fleet.openShard(cluster, def(id));
  }
  return fleet;
}

function named(name: string, parts: { metadata?: object; spec?: object; status?: object } = {}): KubeObject {
  return {
    ...parts,
    metadata: { name, namespace: 'n', uid: `uid-${name}`, resourceVersion: '1', creationTimestamp: ago(100 * hour), ...parts.metadata },
  };
}

const ready = (ms: number, status: string): object => ({ type: 'Ready', status, lastTransitionTime: ago(ms) });

function pod(name: string, status: object = {}, metadata: object = {}): KubeObject {
  const containerStatuses = [{ name: 'main', ready: true, restartCount: 0, state: { running: {} } }];
  return named(name, {
    metadata,
    spec: { containers: [{ name: 'main' }] },
    status: { phase: 'Running', conditions: [ready(hour, 'True')], containerStatuses, ...status },
  });
}

const waiting = (reason: string): object => ({
  containerStatuses: [{ name: 'main', state: { waiting: { reason, message: `about ${reason}` } } }],
});
const restarted = (ms: number): object => ({
  containerStatuses: [
    {
      name: 'main',
      ready: true,
      restartCount: 1,
      state: { running: {} },
      lastState: { terminated: { reason: 'OOMKilled', finishedAt: ago(ms) } },
    },
  ],
});

function ask(fleet: SyntheticFleet, resource: string, parts: Partial<TableQuery>, atMs = nowMs): Answer {
  const query = tableQuery({ namespaces: resource === 'nodes' ? undefined : ['_all'], resources: [resource], ...parts });
  return finish(answerQuery(planQuery(query, fleet, { scope: 'lenient' }), fleet.view(), atMs));
}

const names = (answer: Answer): string[] => (answer.tables[0]?.rows ?? []).map(({ name }) => name);
const kept = (fleet: SyntheticFleet, resource: string, filter: string, atMs = nowMs): string[] =>
  names(ask(fleet, resource, { filter }, atMs));

describe('the filter', () => {
  const fleet = fleetWith();
  fleet.apply('c-1', 'pods', {
    upserts: [
      pod('well'),
      pod('crash', waiting('CrashLoopBackOff')),
      pod('image', waiting('ImagePullBackOff')),
      pod('oom', restarted(minute)),
      pod('old', restarted(30 * hour)),
    ],
  });

  test.each([
    ['problems', ['crash', 'image', 'oom']],
    ['!problems', ['old', 'well']],
    ['problems=CrashLoopBackOff', ['crash']],
    ['problems=crashloopbackoff', ['crash']],
    ['problems=CrashLoopBackOff|OOMKilled', ['crash', 'oom']],
    ['problems=CrashLoopBackOff,problems=ImagePullBackOff', ['crash', 'image']],
    ['problems,problems=Restarted', ['oom']],
    ['problems!=OOMKilled', ['crash', 'image', 'old', 'well']],
    ['!problems=OOMKilled,problems', ['crash', 'image']],
    ['problems=Nonsense', []],
    ['Problem=OOMKilled', []],
    ['Problem=Restarted', ['oom']],
    ['problem~^image', ['image']],
    ['Problem=', ['old', 'well']],
    ['Problem Since<5m', ['oom']],
    ['Problem Since>=1h', ['crash', 'image']],
    ['Restarts>0,problems', ['oom']],
    ['"problems"', []],
  ])('%s', (filter, expected) => {
    expect(kept(fleet, 'pods', filter)).toEqual(expected);
  });

  test('an answer about problems shows them: reason, since when, and in order', () => {
    const columns = (parts: Partial<TableQuery>): string[] =>
      (ask(fleet, 'pods', parts).tables[0]?.columns ?? []).map(({ name }) => name).slice(4, 7);
    // Before the wide columns, which a narrow screen cuts off.
    expect(columns({ filter: 'problems' })).toEqual(['Age', 'Problem', 'Problem Since']);
    expect(columns({ sort: [{ column: 'Problem', descending: false }] })).toEqual(['Age', 'Problem', 'Problem Since']);
    expect(columns({ filter: '!problems' })).toEqual(['Age', 'IP', 'Node']);
    expect(columns({ filter: 'problems', hiddenColumns: ['Problem Since'] })).toEqual(['Age', 'Problem', 'IP']);
    const sorted = ask(fleet, 'pods', {
      filter: 'problems',
      sort: [
        { column: 'Problem Since', descending: false },
        { column: 'Problem', descending: true },
      ],
    });
    expect((sorted.tables[0]?.rows ?? []).map(({ name, cells }) => [name, ...cells.slice(5, 7)])).toEqual([
      ['oom', 'Restarted', nowMs - minute],
      ['image', 'ImagePullBackOff', nowMs - hour],
      ['crash', 'CrashLoopBackOff', nowMs - hour],
    ]);
  });

  test('a reason that is nearly one', () => {
    expect(ask(fleet, 'pods', { filter: 'problems=CrashLoopBackoof' }).notices).toEqual([
      'Nothing has the problem "CrashLoopBackoof" now. Did you mean "CrashLoopBackOff"?',
    ]);
    expect(ask(fleet, 'pods', { filter: 'problems=Evicted' }).notices).toEqual([]);
  });

  test('problemOf and problemsOf tell what is wrong with one row', () => {
    const shard = fleet.view().shard('c-1', 'pods');
    const row = (name: string): number => shard?.byKey(`n/${name}`) as number;
    if (shard === undefined) throw new Error('no shard');
    expect(problemOf(shard, row('crash'), nowMs)).toEqual({
      reason: 'CrashLoopBackOff',
      severity: 'critical',
      sinceMs: nowMs - hour,
      atLeast: false,
      message: 'about CrashLoopBackOff',
    });
    expect(problemOf(shard, row('well'), nowMs)).toBeNull();
    expect(problemsOf(shard, row('oom'), nowMs).map(({ reason }) => reason)).toEqual(['Restarted', 'OOMKilled']);
    expect(problemsOf(shard, row('oom'), nowMs + hour).map(({ reason }) => reason)).toEqual(['OOMKilled']);
    expect(problemsOf(shard, row('oom'), nowMs + 25 * hour)).toEqual([]);
    // Asked again about earlier, it is what it was.
    expect(problemOf(shard, row('oom'), nowMs)).toMatchObject({ reason: 'Restarted' });
  });
});

describe('what depends on other objects', () => {
  const failedPod = (name: string, job: string): KubeObject =>
    pod(name, { phase: 'Failed' }, { ownerReferences: [{ kind: 'Job', name: job, uid: `uid-${job}`, controller: true }] });
  const job = (name: string, condition: string, more: object = {}): KubeObject =>
    named(name, { metadata: more, status: { conditions: [{ type: condition, status: 'True' }] } });

  test('a failed pod of a Job that completed later is none', () => {
    const fleet = fleetWith();
    fleet.apply('c-1', 'jobs.batch', { upserts: [job('done', 'Complete'), job('lost', 'Failed')] });
    fleet.apply('c-1', 'pods', { upserts: [failedPod('a', 'done'), failedPod('b', 'lost'), failedPod('c', 'gone')] });
    expect(kept(fleet, 'pods', 'problems')).toEqual(['b', 'c']);
    expect(kept(fleet, 'pods', '!problems')).toEqual(['a']);
  });

  test('what is not synced is unknown: neither kept nor excluded in silence', () => {
    const fleet = fleetWith({ without: ['jobs.batch'] });
    fleet.apply('c-1', 'pods', { upserts: [failedPod('a', 'done'), pod('well'), pod('crash', waiting('CrashLoopBackOff'))] });
    const notices = ['Whether 1 pod has a problem is unknown: jobs.batch of c-1 are not synced.'];
    expect(ask(fleet, 'pods', { filter: 'problems' })).toMatchObject({ tables: [{ rows: [{ name: 'crash' }] }], notices });
    expect(ask(fleet, 'pods', { filter: '!problems' })).toMatchObject({ tables: [{ rows: [{ name: 'well' }] }], notices });
    expect(ask(fleet, 'pods', { filter: 'problems=CrashLoopBackOff' })).toMatchObject({
      tables: [{ rows: [{ name: 'crash' }] }],
      notices: [],
    });
    expect(ask(fleet, 'pods', {}).notices).toEqual([]);
  });

  test.each([
    ['never completely synced', shardState({ state: 'syncing', trueAtMs: undefined }), 'unknown'],
    ['forbidden', shardState({ state: 'forbidden', reason: 'no' }), 'unknown'],
    ['readable in another namespace only', shardState({ namespaces: ['m'] }), 'unknown'],
    ['readable in this namespace', shardState({ namespaces: ['n'] }), 'NoReadyPod'],
    ['stale', shardState({ state: 'stale', reason: 'silent' }), 'NoReadyPod'],
  ])('a service by pods that are %s', (_, state, expected) => {
    const fleet = fleetWith();
    fleet.apply('c-1', 'services', { upserts: [named('web', { spec: { selector: { app: 'web' } } })] });
    fleet.setState('c-1', 'pods', state);
    const shard = fleet.view().shard('c-1', 'services');
    const verdict = shard === undefined ? null : problemOf(shard, 0, nowMs);
    expect(typeof verdict === 'object' ? verdict?.reason : verdict).toBe(expected);
  });

  test('a service is well when a pod of its namespace with all its labels is ready', () => {
    const labels = { app: 'web', tier: 'front' };
    const verdictWith = (each: KubeObject, spec: object = {}): string[] => {
      const fleet = fleetWith();
      fleet.apply('c-1', 'services', { upserts: [named('web', { spec: { selector: labels, ...spec } })] });
      fleet.apply('c-1', 'pods', { upserts: [each] });
      return kept(fleet, 'services', 'problems');
    };
    expect(verdictWith(pod('a', {}, { labels: { ...labels, more: 'x' } }))).toEqual([]);
    expect(verdictWith(pod('a', {}, { labels: { app: 'web' } }))).toEqual(['web']);
    expect(verdictWith(pod('a', {}, { labels, namespace: 'm' }))).toEqual(['web']);
    expect(verdictWith(pod('a', { containerStatuses: [{ name: 'main', ready: false, state: { running: {} } }] }, { labels }))).toEqual([
      'web',
    ]);
    expect(verdictWith(pod('a', {}, { labels, deletionTimestamp: ago(0) }))).toEqual(['web']);
    expect(verdictWith(pod('a', { phase: 'Succeeded' }, { labels }))).toEqual(['web']);
    expect(verdictWith(pod('a', waiting('ContainerCreating'), { labels }), { publishNotReadyAddresses: true })).toEqual([]);
  });

  test('an ingress whose service does not exist in its namespace', () => {
    const fleet = fleetWith();
    const ingress = (name: string, service: string): KubeObject =>
      named(name, { spec: { rules: [{ http: { paths: [{ backend: { service: { name: service } } }] } }] } });
    fleet.apply('c-1', 'services', { upserts: [named('web')] });
    fleet.apply('c-1', 'ingresses.networking.k8s.io', { upserts: [ingress('good', 'web'), ingress('bad', 'wbe')] });
    fleet.apply('c-2', 'ingresses.networking.k8s.io', { upserts: [ingress('elsewhere', 'web')] });
    expect(kept(fleet, 'ingresses', 'problems')).toEqual(['bad', 'elsewhere']);
  });

  test('a cron job whose last three finished runs failed', () => {
    const spec = { schedule: '0 * * * *', failedJobsHistoryLimit: 3, concurrencyPolicy: 'Forbid' };
    const cronJob = named('report', { spec, status: { lastScheduleTime: ago(minute), lastSuccessfulTime: ago(9 * hour) } });
    const run = (i: number, condition: string): KubeObject =>
      job(`report-${i}`, condition, { creationTimestamp: ago(i * hour), ownerReferences: [{ kind: 'CronJob', uid: 'uid-report' }] });
    const verdictWith = (runs: readonly KubeObject[], cron = cronJob): string[] => {
      const fleet = fleetWith();
      fleet.apply('c-1', 'cronjobs.batch', { upserts: [cron] });
      fleet.apply('c-1', 'jobs.batch', { upserts: runs });
      return kept(fleet, 'cronjobs', 'problems=NoSuccess');
    };
    expect(verdictWith([run(1, 'Failed'), run(2, 'Failed'), run(3, 'Failed'), run(4, 'Complete')])).toEqual(['report']);
    expect(verdictWith([run(1, 'Failed'), run(2, 'Failed'), run(3, 'Complete'), run(4, 'Failed')])).toEqual([]);
    expect(verdictWith([run(1, 'Failed'), run(2, 'Failed')])).toEqual([]);
    // Where one failed run is kept, the schedule says how many there were.
    expect(verdictWith([run(1, 'Failed')], { ...cronJob, spec: { schedule: '0 * * * *' } })).toEqual(['report']);
    expect(verdictWith([run(1, 'Suspended')], { ...cronJob, spec: { schedule: '0 * * * *' } })).toEqual([]);
  });
});

describe('live', () => {
  /** A reader of a live table, and what it has been told. */
  class Reader {
    readonly live: LiveTable;
    answer: Answer;

    constructor(fleet: SyntheticFleet, resource: string, parts: Partial<TableQuery>, q: { trackedRows?: number } = {}) {
      const plan = planQuery(tableQuery({ namespaces: ['_all'], resources: [resource], ...parts }), fleet);
      this.live = new LiveTable({ plan, view: () => fleet.view(), ...q });
      fleet.subscribe((event) => this.live.accept(event));
      const opened = finish(this.live.open(nowMs));
      if (opened.type !== 'snapshot') throw new Error('the first message is a snapshot');
      this.answer = opened.answer;
    }

    take(atMs: number): string[] {
      const message = finish(this.live.take(atMs));
      if (message?.type === 'snapshot') this.answer = message.answer;
      else if (message !== undefined) this.answer = applyChanges(this.answer, message);
      return names(this.answer);
    }
  }

  test('rows enter and leave by time alone, at the instant', () => {
    const fleet = fleetWith();
    fleet.apply('c-1', 'pods', {
      upserts: [pod('restarted', restarted(50 * minute)), pod('unready', { conditions: [ready(2 * minute, 'False')] })],
    });
    const reader = new Reader(fleet, 'pods', { filter: 'problems!=OOMKilled,problems' });
    expect(names(reader.answer)).toEqual([]);
    const restarts = new Reader(fleet, 'pods', { filter: 'problems=Restarted|NotReady' });
    expect(names(restarts.answer)).toEqual(['restarted']);
    expect(restarts.live.nextCheckMs()).toBe(nowMs + 3 * minute);
    expect(restarts.take(nowMs + 3 * minute - 1)).toEqual(['restarted']);
    expect(restarts.take(nowMs + 3 * minute)).toEqual(['restarted', 'unready']);
    expect(reader.take(nowMs + 3 * minute)).toEqual(['unready']);
    expect(restarts.live.nextCheckMs()).toBe(nowMs + 10 * minute);
    expect(restarts.take(nowMs + 10 * minute)).toEqual(['unready']);
  });

  test('what changes elsewhere is followed, at most once a second', () => {
    const fleet = fleetWith();
    fleet.apply('c-1', 'services', { upserts: [named('web', { spec: { selector: { app: 'web' } } })] });
    const reader = new Reader(fleet, 'services', { filter: 'problems' });
    expect(names(reader.answer)).toEqual(['web']);
    expect(reader.live.pending).toBe(false);
    fleet.apply('c-2', 'jobs.batch', { upserts: [named('unrelated')] });
    expect(reader.live.pending).toBe(false);
    fleet.apply('c-1', 'pods', { upserts: [pod('a', {}, { labels: { app: 'web' } })] });
    expect(reader.live.pending).toBe(true);
    expect(reader.take(nowMs + 10)).toEqual(['web']);
    expect(reader.live.pending).toBe(false);
    expect(reader.live.nextCheckMs()).toBe(nowMs + 1000);
    expect(reader.take(nowMs + 1000)).toEqual([]);
    expect(reader.live.nextCheckMs()).toBeUndefined();
    fleet.apply('c-1', 'pods', { removed: ['uid-a'] });
    expect(reader.take(nowMs + 2000)).toEqual(['web']);
  });

  test.each([
    ['tracked row by row', undefined],
    ['answered anew', 0],
  ])('the changes applied to the snapshot are what a fresh answer would be: %s', (_, trackedRows) => {
    for (let seed = 1; seed <= 5; seed++) {
      const random = seededRandom(seed);
      const fleet = fleetWith();
      const podOf = (i: number): KubeObject => {
        const labels = { app: random.pick(['web', 'api', 'db']) };
        const metadata = {
          labels,
          ...(random.chance(0.3) ? { ownerReferences: [{ kind: 'Job', name: `j-${random.int(3)}`, uid: 'x', controller: true }] } : {}),
        };
        return random.pick([
          () => pod(`p-${i}`, {}, metadata),
          () => pod(`p-${i}`, restarted(random.int(90) * minute), metadata),
          () => pod(`p-${i}`, { phase: 'Failed' }, metadata),
          () => pod(`p-${i}`, { conditions: [ready(random.int(6) * minute, 'False')] }, metadata),
        ])();
      };
      const mutate = (atMs: number): void => {
        fleet.observed.atMs = atMs;
        const cluster = random.pick(['c-1', 'c-2']);
        const i = random.int(6);
        random.pick([
          () => fleet.apply(cluster, 'pods', { upserts: [podOf(i)] }),
          () => fleet.apply(cluster, 'pods', { removed: [`uid-p-${i}`] }),
          () =>
            fleet.apply(cluster, 'services', {
              upserts: [named(`s-${i}`, { spec: { selector: { app: random.pick(['web', 'api', 'db']) } } })],
            }),
          () =>
            fleet.apply(cluster, 'jobs.batch', {
              upserts: [named(`j-${i % 3}`, { status: { conditions: [{ type: random.pick(['Complete', 'Failed']), status: 'True' }] } })],
            }),
          () =>
            fleet.apply(cluster, 'statefulsets.apps', {
              upserts: [named(`w-${i}`, { spec: { replicas: 2 }, status: { readyReplicas: random.int(3) } })],
            }),
          () =>
            fleet.setState(
              cluster,
              random.pick(['pods', 'jobs.batch']),
              shardState({ trueAtMs: random.pick([0, undefined]), state: 'stale', reason: 'x' }),
            ),
        ])();
      };
      for (let i = 0; i < 15; i++) mutate(nowMs);
      const questions: [string, Partial<TableQuery>][] = [
        ['pods', { filter: 'problems' }],
        ['pods', { filter: '!problems', limit: 3 }],
        ['pods', { filter: 'problems=Restarted|NotReady', sort: [{ column: 'Problem', descending: true }] }],
        ['services', { filter: 'problems' }],
        ['statefulsets', { filter: 'problems', sort: [{ column: 'Problem Since', descending: true }] }],
        ['pods', { sort: [{ column: 'Problem', descending: false }] }],
      ];
      const readers = questions.map(([resource, parts]) => ({
        resource,
        parts,
        reader: new Reader(fleet, resource, parts, trackedRows === undefined ? {} : { trackedRows }),
      }));
      let atMs = nowMs;
      for (let step = 0; step < 25; step++) {
        for (let i = random.int(3); i > 0; i--) mutate(atMs);
        atMs += random.pick([1000, minute, 7 * minute, hour]);
        for (const { resource, parts, reader } of readers) {
          reader.take(atMs);
          // Notices about rows are counted with the next look at all of them.
          reader.take(atMs);
          const fresh = ask(fleet, resource, parts, atMs);
          const shown = ({ tables, notices }: Answer): unknown => ({ notices, tables: tables.map(({ rows, total }) => ({ rows, total })) });
          expect(shown(reader.answer), `seed ${seed}, step ${step}, ${resource} ${JSON.stringify(parts)}`).toEqual(shown(fresh));
        }
      }
    }
  });
});

test('the identity of an answer changes with what decides about it', () => {
  const fleet = fleetWith();
  const version = (resource: string, filter: string): string =>
    answerVersion(planQuery(tableQuery({ namespaces: ['_all'], resources: [resource], filter }), fleet), fleet.view());
  const before = [version('services', 'problems'), version('services', 'Type=ClusterIP')];
  fleet.apply('c-1', 'pods', { upserts: [pod('a')] });
  expect(version('services', 'problems')).not.toBe(before[0]);
  expect(version('services', 'Type=ClusterIP')).toBe(before[1]);
});

test('questions about problems need no more synced than the same without', () => {
  const fleet = fleetWith();
  const needs = (filter: string) => planQuery(tableQuery({ namespaces: ['_all'], resources: ['services'], filter }), fleet).needs;
  expect(needs('problems')).toEqual(needs(''));
});
