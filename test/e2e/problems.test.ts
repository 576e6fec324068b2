import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { KubeObject } from '../../src/core/kube/object.ts';
import { applyChanges } from '../../src/core/query/live-changes.ts';
import type { Answer } from '../../src/core/query/table.ts';
import { resolveBuiltin } from '../../src/core/resources/builtin-resources.ts';
import { answerSchema } from '../../src/core/wire/answer-schema.ts';
import { liveFromWire, serverMessageSchema } from '../../src/core/wire/live-schema.ts';
import { runCli } from '../kit/run-cli.ts';
import { type ServedFleet, serveSmallFleet } from '../kit/serve-small-fleet.ts';
import { type SmallFleet, startSmallFleet } from '../kit/small-fleet.ts';

let small: SmallFleet;
let served: ServedFleet;
beforeAll(async () => {
  small = await startSmallFleet({ clusters: 8, pods: 900, seed: 3 });
  served = await serveSmallFleet(small);
  await served.ready();
});
afterAll(async () => {
  await served.close();
  await small.close();
});

const minute = 60_000;
const msSince = (time: unknown): number => Date.now() - Date.parse(String(time));
const conditionIs = (object: KubeObject, type: string, status: string): KubeObject | undefined =>
  object.status?.conditions?.find((each: KubeObject) => each.type === type && each.status === status);

/** What the specification calls a problem, read from whole objects, in the plainest way. */
const truth: Readonly<Record<string, (object: KubeObject, cluster: SmallFleet['world']['clusters'][number]) => boolean>> = {
  pods(pod, cluster) {
    const containers = [...(pod.status.containerStatuses ?? []), ...(pod.status.initContainerStatuses ?? [])];
    const waits = containers.some(
      ({ state }) => state?.waiting?.reason && !['ContainerCreating', 'PodInitializing'].includes(state.waiting.reason),
    );
    const restarted = containers.some(
      ({ restartCount, lastState }) => restartCount > 0 && msSince(lastState?.terminated?.finishedAt) < 60 * minute,
    );
    const oom = containers.some(({ state, lastState }) => {
      const ended = state?.terminated ?? lastState?.terminated;
      return ended?.reason === 'OOMKilled' && msSince(ended.finishedAt) < 24 * 60 * minute;
    });
    const owner = pod.metadata.ownerReferences?.find(({ kind }) => kind === 'Job')?.name;
    const job = cluster.objects
      .list('jobs.batch')
      .find(({ object }) => object.metadata.name === owner && object.metadata.namespace === pod.metadata.namespace);
    const failed = pod.status.phase === 'Failed' && !(job !== undefined && conditionIs(job.object, 'Complete', 'True'));
    const leaving = pod.metadata.deletionTimestamp !== undefined;
    const pending = !leaving && pod.status.phase === 'Pending' && msSince(pod.metadata.creationTimestamp) > 5 * minute;
    const notReady = conditionIs(pod, 'Ready', 'False');
    const unready =
      !leaving && pod.status.phase === 'Running' && notReady !== undefined && msSince(notReady.lastTransitionTime) > 5 * minute;
    const stuck = leaving && msSince(pod.metadata.deletionTimestamp) > 5 * minute;
    return waits || restarted || oom || failed || pending || unready || stuck || pod.status.phase === 'Unknown';
  },
  jobs: (job) => conditionIs(job, 'Failed', 'True') !== undefined,
  services(service, cluster) {
    const selector = Object.entries(service.spec.selector ?? {});
    if (service.spec.type === 'LoadBalancer' && !service.status?.loadBalancer?.ingress)
      return msSince(service.metadata.creationTimestamp) > 10 * minute;
    if (selector.length === 0) return false;
    return !cluster.objects
      .list('pods')
      .some(
        ({ object: pod }) =>
          pod.metadata.namespace === service.metadata.namespace &&
          selector.every(([key, value]) => pod.metadata.labels?.[key] === value) &&
          pod.metadata.deletionTimestamp === undefined &&
          conditionIs(pod, 'Ready', 'True') !== undefined,
      );
  },
  persistentvolumeclaims: (claim) =>
    claim.status.phase === 'Lost' || (claim.status.phase === 'Pending' && msSince(claim.metadata.creationTimestamp) > 5 * minute),
};

const keysOf = (answer: Pick<Answer, 'tables'>): string[] =>
  answer.tables.flatMap(({ rows }) => rows.map(({ cluster, namespace, name }) => `${cluster}/${namespace}/${name}`)).sort();

async function ask(resource: string, filter: string, more = ''): Promise<Answer> {
  const { body, status } = await served.get(`/clusters/_all/namespaces/_all/${resource}?filter=${encodeURIComponent(filter)}${more}`, {
    accept: 'application/json',
  });
  expect(status, body).toBe(200);
  return answerSchema.parse(JSON.parse(body)) as unknown as Answer;
}

function expected(resource: string): string[] {
  const id = resolveBuiltin(resource)?.id as string;
  return small.world.clusters
    .flatMap((cluster) =>
      cluster.objects
        .list(id)
        .flatMap(({ object }) =>
          truth[resource]?.(object, cluster) ? [`${cluster.name}/${object.metadata.namespace}/${object.metadata.name}`] : [],
        ),
    )
    .sort();
}

describe('problems of the simulated fleet', () => {
  test.each(Object.keys(truth))('%s by URL, by the command line and, with their opposite, all there are', async (resource) => {
    const broken = expected(resource);
    // A small fleet has all its claims bound and all its services served, but for the one that the last test breaks.
    if (resource === 'pods' || resource === 'jobs') expect(broken.length).toBeGreaterThan(0);
    const answer = await ask(resource, 'problems');
    expect(keysOf(answer)).toEqual(broken);
    const columns = answer.tables[0]?.columns.map(({ name }) => name) ?? [];
    const at = columns.indexOf('Problem');
    expect(columns.slice(at, at + 2)).toEqual(['Problem', 'Problem Since']);
    for (const { cells } of answer.tables[0]?.rows ?? []) expect(cells[at]).toEqual(expect.any(String));
    const well = await ask(resource, '!problems');
    const all = await ask(resource, '');
    expect([...keysOf(answer), ...keysOf(well)].sort()).toEqual(keysOf(all));
    const { stdout, code } = await runCli(['get', resource, '-A', '--filter', 'problems', '-o', 'tsv', '--server', served.url]);
    const [head, ...lines] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
    expect([code, head?.slice(0, 3)]).toEqual([0, ['Cluster', 'Namespace', 'Name']]);
    expect(lines.map((fields) => fields.slice(0, 3).join('/')).sort()).toEqual(broken);
  });

  test('a reason, several reasons, none of them', async () => {
    const broken = await ask('pods', 'problems');
    const at = broken.tables[0]?.columns.findIndex(({ name }) => name === 'Problem') ?? -1;
    const reasons = new Set(broken.tables[0]?.rows.map(({ cells }) => cells[at]));
    expect(reasons).toContain('CrashLoopBackOff');
    const crashed = await ask('pods', 'problems=CrashLoopBackOff');
    expect(crashed.tables[0]?.total).toBeGreaterThan(0);
    const either = await ask('pods', 'problems=CrashLoopBackOff|Evicted');
    const rest = await ask('pods', 'problems,problems!=CrashLoopBackOff|Evicted');
    expect([...keysOf(either), ...keysOf(rest)].sort()).toEqual(keysOf(broken));
  });

  test('the command line alone, without what it did not ask for, says what it cannot know', async () => {
    const run = (...more: string[]) => runCli(['get', 'services', '-A', '--filter', 'problems', '--kubeconfig', small.kubeconfig, ...more]);
    const { code, stderr } = await run();
    expect(code).toBe(0);
    expect(stderr).toMatch(/Whether \d+ services have a problem is unknown: pods of 8 clusters are not synced\./);
    const { stdout } = await runCli(['get', 'pods', '-A', '--filter', 'problems=CrashLoopBackOff', '--kubeconfig', small.kubeconfig]);
    expect(stdout).toMatch(/^CLUSTER .* PROBLEM +PROBLEM SINCE$/m);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1 + ((await ask('pods', 'problems=CrashLoopBackOff')).tables[0]?.total ?? 0));
  });

  test('live: a pod that gets into trouble enters, one that recovers leaves, a service follows its pods', async () => {
    const pods = await openLive(served.url, '/clusters/_all/namespaces/_all/pods?filter=problems=Invented');
    const services = await openLive(served.url, '/clusters/_all/namespaces/_all/services?filter=problems=NoReadyPod');
    const cluster = small.world.clusters[1] as SmallFleet['world']['clusters'][number];
    const service = cluster.objects.list('services').find(({ object }) => object.spec.selector && !truth.services?.(object, cluster))
      ?.object as KubeObject;
    const selector = Object.entries(service.spec.selector);
    const chosen = cluster.objects
      .list('pods')
      .map(({ object }) => object)
      .filter(
        ({ metadata }) =>
          metadata.namespace === service.metadata.namespace && selector.every(([key, value]) => metadata.labels?.[key] === value),
      );
    const isThere = (answer: Answer): boolean =>
      keysOf(answer).includes(`${cluster.name}/${service.metadata.namespace}/${service.metadata.name}`);
    await pods.until((answer) => answer.tables[0]?.total === 0);
    await services.until((answer) => !isThere(answer));
    for (const pod of chosen) cluster.objects.update('pods', broken(pod));
    await pods.until((answer) => answer.tables[0]?.total === chosen.length);
    await services.until(isThere);
    for (const pod of chosen) cluster.objects.update('pods', pod);
    await pods.until((answer) => answer.tables[0]?.total === 0);
    await services.until((answer) => !isThere(answer));
    pods.close();
    services.close();
  });
});

function broken(pod: KubeObject): KubeObject {
  const containerStatuses = pod.status.containerStatuses.map((each: KubeObject) => ({
    ...each,
    ready: false,
    state: { waiting: { reason: 'Invented', message: '<b>\u001b[2J' } },
  }));
  return { ...pod, status: { ...pod.status, containerStatuses } };
}

/** Follows one question over a WebSocket. */
async function openLive(url: string, query: string) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/live`);
  let answer: Answer | undefined;
  socket.on('message', (bytes) => {
    const told = liveFromWire(serverMessageSchema.parse(JSON.parse(String(bytes))));
    if (told?.type === 'snapshot') answer = told.answer;
    else if (told !== undefined && answer !== undefined) answer = applyChanges(answer, told);
  });
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send(JSON.stringify({ type: 'open', id: 'a', query }));
  return {
    async until(holds: (answer: Answer) => boolean): Promise<void> {
      const end = Date.now() + 15_000;
      while (answer === undefined || !holds(answer)) {
        if (Date.now() > end)
          throw new Error(`still ${JSON.stringify(answer?.tables.map(({ total, rows }) => [total, rows.slice(0, 3)]))}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    close: () => socket.close(),
  };
}
