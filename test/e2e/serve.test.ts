import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { applyChanges } from '../../src/core/query/live-changes.ts';
import type { Answer } from '../../src/core/query/table.ts';
import { answerSchema } from '../../src/core/wire/answer-schema.ts';
import { clustersSchema } from '../../src/core/wire/clusters-schema.ts';
import { errorSchema } from '../../src/core/wire/error-schema.ts';
import { liveFromWire, serverMessageSchema } from '../../src/core/wire/live-schema.ts';
import { runCli } from '../kit/run-cli.ts';
import { type ServedFleet, serveSmallFleet } from '../kit/serve-small-fleet.ts';
import { type SmallFleet, startSmallFleet } from '../kit/small-fleet.ts';

let small: SmallFleet;
let served: ServedFleet;
const json = { accept: 'application/json' };
beforeAll(async () => {
  small = await startSmallFleet({ clusters: 4, pods: 150 });
  served = await serveSmallFleet(small);
  await served.ready();
});
afterAll(async () => {
  await served.close();
  await small.close();
});

const count = (resource: string) => small.world.clusters.reduce((sum, cluster) => sum + cluster.objects.list(resource).length, 0);

describe('lists by content negotiation', () => {
  test('JSON has typed rows, texts and coverage, as the schema says', async () => {
    const { body, headers } = await served.get('/clusters/_all/nodes', json);
    const answer = answerSchema.parse(JSON.parse(body));
    expect(answer.tables[0]?.rows).toHaveLength(count('nodes'));
    expect(answer.coverage).toMatchObject({ gaps: [] });
    expect(headers.get('x-hindsight-coverage')).toBe('4/4');
    expect(headers.get('vary')).toContain('Accept');
  });

  test('curl gets text, a browser a page, downloads what they name', async () => {
    const text = await served.get('/clusters/_all/namespaces/_all/pods', { accept: '*/*', 'user-agent': 'curl/8.5.0' });
    expect(text.body).toMatch(/^CLUSTER +NAMESPACE +NAME +READY/);
    expect(text.body).toMatch(/Found \d+ rows for 1 resource type in 4 clusters in/);
    const page = await served.get('/clusters/_all/nodes', { accept: 'text/html' });
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.body.match(/<tr/g)?.length).toBeGreaterThanOrEqual(count('nodes'));
    const tsv = await served.get('/clusters/_all/namespaces/_all/pods?download=tsv', { accept: 'text/html' });
    expect(tsv.body).toMatch(/^Cluster\tNamespace\tName\tReady/);
    expect(tsv.headers.get('content-disposition')).toContain('clusters__all_namespaces__all_pods.tsv');
    expect((await served.get('/clusters/_all/nodes?download=yaml')).body).toContain('coverage:');
  });

  test('several resources make several tables, `all` is expanded', async () => {
    const answer = answerSchema.parse(JSON.parse((await served.get('/clusters/_all/namespaces/_all/pods,deployments', json)).body));
    expect(answer.tables.map(({ plural }) => plural)).toEqual(['pods', 'deployments']);
    const all = answerSchema.parse(JSON.parse((await served.get('/clusters/_all/namespaces/kube-system/all', json)).body));
    expect(all.tables.length).toBe(9);
  });

  test('custom resources have the columns of their CRD', async () => {
    const { body, status } = await served.get('/clusters/_all/namespaces/_all/stacksets', json);
    expect(status).toBe(200);
    expect(answerSchema.parse(JSON.parse(body)).tables[0]?.columns.length).toBeGreaterThan(2);
  });

  test('selector, filter, labels, sort and limit go together', async () => {
    const { body } = await served.get(
      '/clusters/_all/namespaces/_all/pods?filter=Status=Running&sort=Restarts:desc&limit=3&labelcols=application',
      json,
    );
    const table = answerSchema.parse(JSON.parse(body)).tables[0];
    expect(table?.rows).toHaveLength(3);
    expect(table?.total).toBeGreaterThan(3);
    expect(table?.columns[1]).toMatchObject({ name: 'Application', source: 'label' });
  });

  test('an unchanged answer costs 304', async () => {
    const first = await served.get('/clusters/_all/nodes?download=tsv');
    const tag = first.headers.get('etag') as string;
    expect((await served.get('/clusters/_all/nodes?download=tsv', { 'if-none-match': tag })).status).toBe(304);
    expect((await served.get('/clusters/_all/nodes?download=csv', { 'if-none-match': tag })).status).toBe(200);
  });

  test('one object is written whole, and is 404 where no cluster has it', async () => {
    const cluster = small.world.clusters[0];
    const node = cluster?.objects.list('nodes')[0]?.object.metadata.name as string;
    const { body } = await served.get(`/clusters/${cluster?.name}/nodes/${node}`, json);
    expect(JSON.parse(body)).toMatchObject({ kind: 'Node', metadata: { name: node } });
    expect((await served.get(`/clusters/${cluster?.name}/nodes/nowhere`, json)).status).toBe(404);
  });
});

describe('mistakes', () => {
  test.each([
    ['/clusters/nowhere/nodes', 404, 'cluster-unknown', 'Cluster "nowhere" not found'],
    ['/clusters/_all/pods', 404, 'resource-unknown', "Cluster resource type 'pods' not found"],
    ['/clusters/_all/namespaces/x/nodes', 404, 'resource-unknown', "Namespaced resource type 'nodes' not found"],
    ['/clusters/_all/nodes?limit=ten', 400, 'query-invalid', 'limit'],
    ['/clusters/_all/nodes?filter=%22open', 400, 'query-invalid', ''],
    ['/clusters/_all/nodes?selector=a%20in%20(b', 400, 'query-invalid', ''],
    ['/clusters/_all/nodes?download=xls', 400, 'query-invalid', 'xls'],
    ['/clusters/_all/namespaces/_all/secrets', 403, 'refused', 'secrets'],
    ['/nowhere', 404, 'not-found', '/nowhere'],
  ])('%s is %i %s', async (path, status, code, words) => {
    const answer = await served.get(path, json);
    const { error } = errorSchema.parse(JSON.parse(answer.body));
    expect({ status: answer.status, code: error.code }).toEqual({ status, code });
    expect(error.message).toContain(words);
    expect(error.hint).not.toBe('');
  });

  test('an unknown column is 200 with no rows and a notice that names the nearest', async () => {
    const answer = answerSchema.parse(JSON.parse((await served.get('/clusters/_all/nodes?filter=Staus=Ready', json)).body));
    expect(answer.tables[0]?.rows).toEqual([]);
    expect(answer.notices.join(' ')).toContain('Status');
  });

  test('a trailing slash is mended', async () => {
    const answer = await served.get('/clusters/_all/nodes/?limit=1');
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe('/clusters/_all/nodes?limit=1');
  });

  test('garbage in the path is an answer, not a crash', async () => {
    for (const path of ['/clusters/%zz/nodes', '/clusters/_all/%00', `/clusters/${'x'.repeat(9000)}/nodes`]) {
      expect((await served.get(path, json)).status).toBeGreaterThanOrEqual(300);
    }
    expect((await served.get('/health')).body).toBe('OK');
  });
});

describe('operations', () => {
  test('health, readiness and figures', async () => {
    expect((await served.get('/health')).body).toBe('OK');
    expect((await served.get('/readyz')).status).toBe(200);
    const { body } = await served.get('/metrics');
    expect(body).toContain('hindsight_clusters{state="live"} 4');
    expect(Number(/^hindsight_objects (\d+)$/m.exec(body)?.[1])).toBeGreaterThan(150);
  });

  test('the clusters as JSON, and their page', async () => {
    const { clusters } = clustersSchema.parse(JSON.parse((await served.get('/clusters', json)).body));
    expect(clusters.map(({ state }) => state)).toEqual(['live', 'live', 'live', 'live']);
    expect((await served.get('/', { accept: 'text/html' })).body).toContain(small.world.clusters[0]?.name as string);
  });

  test('another Host or Origin is refused', async () => {
    expect((await served.get('/clusters', { ...json, origin: 'http://evil.example' })).status).toBe(403);
  });

  test('a cluster that stops to answer keeps its rows, marked, and the answer does not wait for it', async () => {
    const sick = small.world.clusters[2]?.name as string;
    const before = answerSchema.parse(JSON.parse((await served.get('/clusters/_all/nodes', json)).body)).tables[0]?.rows.length;
    small.sim.setFault(sick, { type: 'refuse' });
    await small.sim.settled();
    try {
      const answer = await until(async () => {
        const found = answerSchema.parse(JSON.parse((await served.get('/clusters/_all/nodes', json)).body));
        return found.coverage.gaps.length > 0 ? found : undefined;
      });
      expect(answer.coverage.gaps[0]).toMatchObject({ cluster: sick, state: expect.stringMatching(/stale|unreachable/) });
      expect(answer.tables[0]?.rows).toHaveLength(before as number);
      expect(answer.tables[0]?.rows.filter((row) => row.stale).every((row) => row.cluster === sick)).toBe(true);
      expect((await served.get('/clusters/_all/nodes?coverage=require', json)).status).toBe(503);
    } finally {
      small.sim.setFault(sick, undefined);
      await small.sim.settled();
    }
    await until(async () => ((await served.get('/clusters/_all/nodes?coverage=require', json)).status === 200 ? true : undefined));
  }, 60_000);
});

describe('live', () => {
  test('a pod that comes, changes and goes is seen by a socket; applying the changes gives what a fresh answer gives', async () => {
    const cluster = small.world.clusters[0];
    const template = cluster?.objects.list('pods')[0]?.object;
    if (cluster === undefined || template === undefined) throw new Error('the small fleet has no pods');
    const live = await openLive(served.url, '/clusters/_all/namespaces/_all/pods?sort=Name');
    const pod = {
      ...template,
      metadata: { ...template.metadata, name: 'aaa-live-test', uid: '11111111-2222-4333-8444-555555555555', ownerReferences: [] },
    };
    cluster.objects.create('pods', pod, Date.now());
    await live.until((answer) => answer.tables[0]?.rows.some((row) => row.name === 'aaa-live-test') === true);
    cluster.objects.remove('pods', `${pod.metadata.namespace}/aaa-live-test`);
    await live.until((answer) => answer.tables[0]?.rows.every((row) => row.name !== 'aaa-live-test') === true);
    const fresh = answerSchema.parse(JSON.parse((await served.get('/clusters/_all/namespaces/_all/pods?sort=Name', json)).body));
    expect(live.answer()?.tables[0]?.rows.map(({ uid }) => uid)).toEqual(fresh.tables[0]?.rows.map(({ uid }) => uid));
    live.close();
  }, 30_000);

  test('a mistake is answered on the socket, which stays usable', async () => {
    const live = await openLive(served.url, '/clusters/nowhere/nodes');
    expect(await live.error()).toMatchObject({ code: 'cluster-unknown' });
    live.close();
  });
});

describe('the command line through a server', () => {
  test('get and clusters answer the same as directly', async () => {
    const direct = await runCli(['get', 'nodes', '-o', 'name', '--kubeconfig', small.kubeconfig]);
    const remote = await runCli(['get', 'nodes', '-o', 'name', '--server', served.url]);
    expect(remote).toMatchObject({ code: 0, stdout: direct.stdout });
    const table = await runCli(['get', 'pods', '-A', '--server', served.url]);
    expect(table.stdout).toMatch(/^CLUSTER +NAMESPACE +NAME +READY +STATUS +RESTARTS +AGE/);
    expect(table.stderr).toContain('in 4 clusters');
    expect((await runCli(['clusters', '--server', served.url])).stderr).toContain('4 clusters: 4 live.');
  });

  test('an address where nobody listens ends with 4', async () => {
    const { code, stderr } = await runCli(['get', 'nodes', '--server', 'http://127.0.0.1:1']);
    expect(code).toBe(4);
    expect(stderr).toContain('127.0.0.1:1');
  });
});

describe('local mode', () => {
  test('nothing but health without a token; the address opens one browser', async () => {
    const locked = await serveSmallFleet(small, { token: 'a-token' });
    try {
      expect((await locked.get('/clusters', json)).status).toBe(401);
      expect((await locked.get('/metrics')).status).toBe(401);
      expect((await locked.get('/health')).status).toBe(200);
      const first = await locked.get('/clusters?token=a-token&selector=x');
      expect(first.status).toBe(302);
      expect(first.headers.get('location')).toBe('/clusters?selector=x');
      const cookie = (first.headers.get('set-cookie') as string).split(';')[0] as string;
      expect((await locked.get('/clusters', { ...json, cookie })).status).toBe(200);
      expect((await locked.get('/clusters?token=a-token', json)).status).toBe(401);
      expect((await runCli(['clusters', '--server', `${locked.url}/?token=a-token`])).code).toBe(0);
      expect((await runCli(['clusters', '--server', locked.url])).code).toBe(4);
      expect(locked.logged.join('\n')).not.toContain('a-token');
    } finally {
      await locked.close();
    }
  });
});

/** Asks until there is an answer; the test's own timeout bounds it. */
async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Follows one question over a WebSocket, as a page would. */
async function openLive(url: string, query: string) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/live`);
  let answer: Answer | undefined;
  let error: { code: string } | undefined;
  socket.on('message', (bytes) => {
    const message = serverMessageSchema.parse(JSON.parse(String(bytes)));
    if (message.type === 'error') error = message.error;
    const told = liveFromWire(message);
    if (told?.type === 'snapshot') answer = told.answer;
    else if (told !== undefined && answer !== undefined) answer = applyChanges(answer, told);
  });
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send(JSON.stringify({ type: 'open', id: 'a', query }));
  return {
    answer: () => answer,
    error: () => until(async () => error),
    until: (holds: (answer: Answer) => boolean) => until(async () => (answer !== undefined && holds(answer) ? true : undefined)),
    close: () => socket.close(),
  };
}
