import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServedSim, serveSim } from '../../../test/kit/served-sim.ts';

let sim: ServedSim;
beforeAll(async () => {
  sim = await serveSim();
  await sim.send('POST', '/api/v1/namespaces', { metadata: { name: 'lab' } });
});
afterAll(() => sim.close());

const merge = { 'content-type': 'application/merge-patch+json' };
const pods = '/api/v1/namespaces/lab/pods';
const pod = (name: string, nodeName?: string): object => ({
  metadata: { name },
  spec: { nodeName, containers: [{ name: 'a', image: 'a:1' }] },
});

describe('what deletion waits for', () => {
  test('a pod on a node is terminating for a while, one without a node is gone at once', async () => {
    await sim.send('POST', pods, pod('placed', 'node-1'));
    await sim.send('POST', pods, pod('unplaced'));
    const placed = (await sim.send('DELETE', `${pods}/placed`, undefined)).json();
    expect(placed.metadata).toMatchObject({ deletionGracePeriodSeconds: 30, deletionTimestamp: expect.any(String) });
    await sim.send('DELETE', `${pods}/unplaced`, undefined);
    expect((await sim.get(`${pods}/unplaced`)).status).toBe(404);
    await expect.poll(async () => (await sim.get(`${pods}/placed`)).status, { timeout: 5_000 }).toBe(404);
  });

  test('a finalizer holds an object until it is taken off', async () => {
    const path = '/api/v1/namespaces/lab/configmaps';
    await sim.send('POST', path, { metadata: { name: 'held', finalizers: ['example.org/hold'] } });
    expect((await sim.send('DELETE', `${path}/held`, undefined)).json().kind).toBe('ConfigMap');
    expect((await sim.get(`${path}/held`)).json().metadata.deletionTimestamp).toBeDefined();
    await sim.send('PATCH', `${path}/held`, { metadata: { finalizers: null } }, merge);
    expect((await sim.get(`${path}/held`)).status).toBe(404);
  });

  test('a namespace takes its content with it and lets nothing in meanwhile', async () => {
    await sim.send('POST', '/api/v1/namespaces', { metadata: { name: 'doomed' } });
    await sim.send('POST', '/api/v1/namespaces/doomed/configmaps', { metadata: { name: 'x' } });
    expect((await sim.send('DELETE', '/api/v1/namespaces/doomed', undefined)).json().status.phase).toBe('Terminating');
    const refused = await sim.send('POST', '/api/v1/namespaces/doomed/configmaps', { metadata: { name: 'y' } });
    expect([403, 404]).toContain(refused.status);
    await expect.poll(async () => (await sim.get('/api/v1/namespaces/doomed')).status, { timeout: 5_000 }).toBe(404);
    expect((await sim.get('/api/v1/namespaces/doomed/configmaps')).json().items).toEqual([]);
  });
});

describe('writes', () => {
  test('a change of nothing moves no version; a change of the spec moves the generation, of labels it does not', async () => {
    const path = '/apis/apps/v1/namespaces/lab/deployments';
    const spec = {
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [] } },
    };
    const created = (await sim.send('POST', path, { metadata: { name: 'web' }, spec })).json();
    const patch = async (body: object): Promise<typeof created> => (await sim.send('PATCH', `${path}/web`, body, merge)).json();
    expect(created.metadata.generation).toBe(1);
    expect((await patch({ spec: { replicas: 1 } })).metadata.resourceVersion).toBe(created.metadata.resourceVersion);
    expect((await patch({ metadata: { labels: { a: 'b' } } })).metadata.generation).toBe(1);
    expect((await patch({ spec: { replicas: 3 } })).metadata.generation).toBe(2);
    const ignored = await patch({ status: { replicas: 9 } });
    expect(ignored.status.replicas).toBeUndefined();
    const status = (await sim.send('PATCH', `${path}/web/status`, { status: { replicas: 9 }, spec: { replicas: 7 } }, merge)).json();
    expect([status.status.replicas, status.spec.replicas, status.metadata.generation]).toEqual([9, 3, 2]);
    expect((await sim.get(`${path}/web/scale`)).json()).toMatchObject({
      kind: 'Scale',
      spec: { replicas: 3 },
      status: { selector: 'app=web' },
    });
  });

  test('applied from nothing it is created, applied again it is merged', async () => {
    const headers = { 'content-type': 'application/apply-patch+yaml' };
    const path = '/api/v1/namespaces/lab/configmaps/applied';
    const body = (data: object): object => ({ apiVersion: 'v1', kind: 'ConfigMap', data });
    expect((await sim.send('PATCH', `${path}?fieldManager=me`, body({ a: '1' }), headers)).status).toBe(201);
    const again = await sim.send('PATCH', `${path}?fieldManager=me`, body({ b: '2' }), headers);
    expect(again.json()).toMatchObject({ data: { a: '1', b: '2' }, metadata: { managedFields: [{ manager: 'me', operation: 'Apply' }] } });
    expect((await sim.send('PATCH', path, body({}), headers)).status).toBe(422);
  });

  test('a dry run stores nothing', async () => {
    const answer = await sim.send('POST', `${pods}?dryRun=All`, pod('imagined'));
    expect([answer.status, (await sim.get(`${pods}/imagined`)).status]).toEqual([201, 404]);
  });

  test('deleting a collection by selector leaves the others', async () => {
    for (const [name, app] of [
      ['one', 'x'],
      ['two', 'y'],
    ] as const)
      await sim.send('POST', pods, { ...pod(name), metadata: { name, labels: { app } } });
    const gone = (await sim.send('DELETE', `${pods}?labelSelector=app%3Dx`, undefined)).json();
    expect([gone.kind, gone.items.map((p: { metadata: { name: string } }) => p.metadata.name)]).toEqual(['PodList', ['one']]);
    expect((await sim.get(`${pods}/two`)).status).toBe(200);
  });

  test.each([
    ['no JSON', '{', 400],
    ['another kind', { kind: 'Service', apiVersion: 'v1', metadata: { name: 'x' } }, 400],
    ['another namespace', { metadata: { name: 'x', namespace: 'other' } }, 400],
    ['no name', { metadata: {} }, 422],
    ['a bad name', { metadata: { name: 'Not_Valid' } }, 422],
    ['a bad label', { metadata: { name: 'x', labels: { a: '<b>' } } }, 422],
    ['a version', { metadata: { name: 'x', resourceVersion: '1' } }, 400],
  ])('%s is refused', async (_what, body, status) => {
    expect((await sim.send('POST', '/api/v1/namespaces/lab/configmaps', body)).status).toBe(status);
  });

  test('odd paths and unknown namespaces are answered, not crashed on', async () => {
    expect((await sim.send('POST', '/api/v1/namespaces/nowhere/configmaps', { metadata: { name: 'x' } })).json().message).toBe(
      'namespaces "nowhere" not found',
    );
    expect((await sim.get('/api/v1/namespaces/%zz/pods')).status).toBe(200);
    expect((await sim.get('/api/v1/namespaces/%zz')).status).toBe(404);
    expect((await sim.get('/readyz?verbose')).text).toMatch(/readyz check passed\n$/);
  });

  test('what kubectl apply asks before it writes is there', async () => {
    const root = (await sim.get('/openapi/v3')).json();
    const document = (await sim.get(root.paths['apis/apps/v1'].serverRelativeURL)).json();
    const { patch } = document.paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}'];
    expect(patch['x-kubernetes-group-version-kind']).toEqual({ group: 'apps', version: 'v1', kind: 'Deployment' });
    expect(patch.parameters.map((p: { name: string }) => p.name)).toContain('fieldValidation');
  });
});
