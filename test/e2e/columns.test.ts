import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { namespacedName } from '../../src/core/kube/object.ts';
import { applyChanges } from '../../src/core/query/live-changes.ts';
import type { Answer } from '../../src/core/query/table.ts';
import { answerFromWire } from '../../src/core/wire/answer-from-wire.ts';
import { answerSchema, type WireAnswer } from '../../src/core/wire/answer-schema.ts';
import { liveFromWire, serverMessageSchema } from '../../src/core/wire/live-schema.ts';
import { type ServedFleet, serveSmallFleet } from '../kit/serve-small-fleet.ts';
import { type SmallFleet, startSmallFleet } from '../kit/small-fleet.ts';

let small: SmallFleet;
let served: ServedFleet;
const json = { accept: 'application/json' };
beforeAll(async () => {
  small = await startSmallFleet({ clusters: 3, pods: 150 });
  served = await serveSmallFleet(small);
  await served.ready();
});
afterAll(async () => {
  await served.close();
  await small.close();
});

async function ask(path: string): Promise<WireAnswer> {
  const { status, body } = await served.get(path, json);
  expect([path, status, status === 200 ? '' : body]).toEqual([path, 200, '']);
  return answerSchema.parse(JSON.parse(body));
}

/** Cells of one column, by name. */
function cells({ tables }: WireAnswer, name: string): unknown[] {
  const [table] = tables;
  const at = table?.columns.findIndex((column) => column.name === name) ?? -1;
  expect(at, `column ${name}`).toBeGreaterThanOrEqual(0);
  return (table?.rows ?? []).map((row) => row.cells[at]);
}

function objects(resource: string) {
  return small.world.clusters.flatMap((cluster) => cluster.objects.list(resource).map(({ object }) => object));
}

describe('the example addresses of the predecessor, verbatim', () => {
  test('memory of nodes', async () => {
    const memory = cells(await ask('/clusters/_all/nodes?customcols=Memory=status.allocatable.memory'), 'Memory');
    expect(memory.toSorted()).toEqual(
      objects('nodes')
        .map((node) => node.status.allocatable.memory)
        .toSorted(),
    );
  });

  test('pods that are neither running nor done', async () => {
    const status = cells(await ask('/clusters/_all/namespaces/_all/pods?filter=Status!%3DRunning%2CStatus!%3DCompleted'), 'Status');
    expect(status).not.toContain('Running');
    expect(status).not.toContain('Completed');
  });

  test('an annotation as a column, and a text in it', async () => {
    const [cluster] = small.world.clusters;
    const pod = cluster?.objects.list('pods')[0]?.object;
    if (cluster === undefined || pod === undefined) throw new Error('no pod');
    const psp = { ...pod, metadata: { ...pod.metadata, annotations: { ...pod.metadata.annotations, 'kubernetes.io/psp': 'privileged' } } };
    cluster.objects.update('pods', psp);
    await expect
      .poll(async () => {
        const answer = await ask(
          '/clusters/_all/namespaces/_all/pods?customcols=PSP=metadata.annotations.%22kubernetes.io/psp%22&filter=privileged',
        );
        return answer.tables[0]?.rows.map(({ name }) => name);
      })
      .toEqual([pod.metadata.name]);
  });

  test('the zone of each pod, from its node', async () => {
    const zones = cells(
      await ask('/clusters/_all/namespaces/_all/pods?join=nodes&customcols=AZ=node.metadata.labels."topology.kubernetes.io/zone"'),
      'AZ',
    );
    const known = new Set(objects('nodes').map((node) => node.metadata.labels?.['topology.kubernetes.io/zone']));
    expect(zones.length).toBe(objects('pods').length);
    expect(zones.every((zone) => zone === null || known.has(zone as string))).toBe(true);
    expect(zones.some((zone) => zone !== null)).toBe(true);
  });

  test('an annotation that no ingress has', async () => {
    const filters = cells(
      await ask('/clusters/_all/namespaces/_all/ingresses?customcols=Filter=metadata.annotations."zalando.org/skipper-filter"'),
      'Filter',
    );
    expect(filters).toHaveLength(objects('ingresses.networking.k8s.io').length);
  });

  test('two resources on one page; and all labels of the node, printed as Python prints them', async () => {
    const [cluster] = small.world.clusters;
    const { metadata } = cluster?.objects.list('deployments.apps')[0]?.object ?? { metadata: { namespace: '' } };
    const place = `/clusters/${cluster?.name}/namespaces/${metadata.namespace}`;
    const both = await ask(`${place}/deployments,ingresses`);
    expect(both.tables.map(({ plural }) => plural)).toEqual(['deployments', 'ingresses']);
    const labels = await ask('/clusters/_all/namespaces/_all/pods?join=nodes&customcols=node.metadata.labels&limit=5');
    expect(labels.tables[0]?.columns.at(-1)?.name).toBe('Node Metadata Labels');
    expect(labels.tables[0]?.rows[0]?.texts.at(-1)).toMatch(/^\{'.*': '.*'\}$/);
    expect(await ask(`${place}/deployments,ingresses?join=nodes&customcols=node.metadata.labels`)).toMatchObject({ notices: [] });
  });
});

describe('joins, groups, fields and explanations by address', () => {
  test('usage of pods is polled while somebody asks', async () => {
    await expect
      .poll(
        async () =>
          cells(await ask('/clusters/_all/namespaces/_all/pods?join=metrics'), 'CPU Usage').filter((cell) => cell !== null).length,
      )
      .toBeGreaterThan(0);
    const used = await ask('/clusters/_all/nodes?join=metrics&filter=Memory%20Usage%3E1Gi&sort=CPU%20Usage:desc');
    const cpu = cells(used, 'CPU Usage').map((cell) => (cell as { number: number }).number);
    expect(cpu).toEqual(cpu.toSorted((a, b) => b - a));
    const tsv = await served.get('/clusters/_all/nodes?join=metrics&download=tsv&hidecols=*');
    expect(tsv.body.split('\n')[1]?.split('\t')[1]).toMatch(/^\d+(\.\d+)?$/);
  });

  test('which images run where, and the list behind each count', async () => {
    const answer = await ask('/clusters/_all/namespaces/_all/pods?group=image');
    const [first] = answer.tables[0]?.rows ?? [];
    const list = await ask(first?.link as string);
    expect(list.tables[0]?.total).toBe(first?.cells[1]);
    expect(new Set(list.tables[0]?.rows.map(({ cluster }) => cluster)).size).toBe(first?.cells[2]);
    const page = await served.get('/clusters/_all/namespaces/_all/pods?group=image', { accept: 'text/html' });
    expect(page.body).toContain(`<a href="${first?.link?.replaceAll('&', '&amp;')}">`);
    expect((await served.get('/clusters/_all/namespaces/_all/pods?group=image&download=csv')).body).toMatch(/^Images,Count,Clusters\r\n/);
    expect(answerFromWire(answer).tables[0]?.rows[0]?.link).toBe(first?.link);
  });

  test('a field selector selects as an API server does', async () => {
    const answer = await ask('/clusters/_all/namespaces/_all/pods?fieldselector=status.phase!=Running');
    expect(answer.tables[0]?.total).toBe(objects('pods').filter((pod) => pod.status.phase !== 'Running').length);
    const refused = await served.get('/clusters/_all/namespaces/_all/pods?fieldselector=spec.foo=1', json);
    expect([refused.status, refused.body]).toEqual([400, expect.stringContaining('field label not supported: spec.foo')]);
  });

  test('explain=1 tells the steps in every form', async () => {
    const path = '/clusters/_all/namespaces/_all/pods?explain=1&filter=Status=Running&customcols=X=spec.restartPolicy&limit=3';
    expect((await ask(path)).explain?.map(({ step }) => step)).toEqual(['narrow', 'filter', 'match', 'sort', 'rows']);
    expect((await served.get(path, { accept: 'text/plain' })).body).toMatch(/\nSTEP +ROWS IN +ROWS OUT +TIME +WHAT\npods narrow/);
    expect((await served.get(path, { accept: 'text/html' })).body).toContain('How this was found');
  });

  test('a broken expression and a dear one are mistakes of the asker', async () => {
    const broken = await served.get('/clusters/_all/nodes?customcols=A=foo(', json);
    expect([broken.status, JSON.parse(broken.body).error.place]).toEqual([
      400,
      { source: 'customcols', text: 'foo(', offset: 3, length: 1 },
    ]);
    expect((await served.get('/clusters/_all/nodes?join=nonsense', json)).status).toBe(400);
  });
});

test('a custom column, a join and a count stay true at the other end of a socket', async () => {
  const socket = new WebSocket(`${served.url.replace('http', 'ws')}/api/live`);
  await new Promise((resolve) => socket.once('open', resolve));
  const answers = new Map<string, Answer>();
  socket.on('message', (bytes) => {
    const message = serverMessageSchema.parse(JSON.parse(String(bytes)));
    const told = liveFromWire(message);
    if (told === undefined) throw new Error(String(bytes));
    const before = answers.get(message.id);
    answers.set(message.id, told.type === 'snapshot' ? told.answer : applyChanges(before as Answer, told));
  });
  const paths = {
    custom:
      '/clusters/_all/namespaces/_all/pods?customcols=Marks=[metadata.annotations.mark,node.metadata.name]&join=nodes&filter=Marks~mark-&hidecols=*',
    group: '/clusters/_all/namespaces/_all/pods?group=Mark&customcols=Mark=metadata.annotations.mark',
  };
  for (const [id, query] of Object.entries(paths)) socket.send(JSON.stringify({ type: 'open', id, query }));
  await expect.poll(() => answers.size).toBe(2);
  const cluster = small.world.clusters[1];
  const pod = cluster?.objects.list('pods')[1]?.object;
  if (cluster === undefined || pod === undefined) throw new Error('no pod');
  for (const mark of ['mark-1', 'mark-2']) {
    const current = cluster.objects.get('pods', namespacedName(pod.metadata))?.object ?? pod;
    cluster.objects.update('pods', { ...current, metadata: { ...current.metadata, annotations: { mark } } });
    await expect
      .poll(() => answers.get('custom')?.tables[0]?.rows.map((row) => row.texts?.[0]), { timeout: 5000 })
      .toEqual([`['${mark}', '${pod.spec.nodeName}']`]);
    await expect
      .poll(
        () =>
          answers
            .get('group')
            ?.tables[0]?.rows.find(({ name }) => name === mark)
            ?.cells.at(-2),
        { timeout: 5000 },
      )
      .toBe(1);
  }
  socket.close();
}, 20_000);
