import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { rawRequest } from '../../../test/kit/raw-request.ts';
import { type ServedSim, serveSim } from '../../../test/kit/served-sim.ts';
import type { SimLife } from '../../core/sim/sim-cluster.ts';

let sim: ServedSim;
beforeAll(async () => {
  sim = await serveSim({ users: [{ name: 'tenant', groups: [], token: 'tenant-token', grant: 'read', namespaces: ['kube-system'] }] });
});
afterAll(() => sim.close());

async function control(action: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${sim.api.controlUrl}/${action}`, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) });
  return { status: answer.status, body: await answer.json() };
}

describe('serving', () => {
  test('every cluster has its own port and its own objects', async () => {
    const uids = new Set<string>();
    for (const served of sim.api.clusters) {
      const answer = await rawRequest(served, { path: '/api/v1/namespaces/kube-system', protocol: 'h2' });
      uids.add(answer.json().metadata.uid);
    }
    expect(uids.size).toBe(sim.api.clusters.length);
  });

  test('the Date of an answer and the ages in a Table are the cluster time', async () => {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
    const before = await sim.get('/api/v1/nodes', { headers: { accept } });
    expect(Date.parse(before.headers.date ?? '')).toBe(Math.floor(sim.clock.nowMs() / 1000) * 1000);
    sim.clock.advance(400 * 86_400_000);
    const after = await sim.get('/api/v1/nodes', { headers: { accept } });
    const age = (answer: typeof after): string => answer.json().rows[0].cells[3];
    expect(age(after)).toMatch(/^1y\d+d$|^\d{3}d$/);
    expect(age(after)).not.toBe(age(before));
  });

  test('a long list is compressed when that is accepted, and says the same', async () => {
    const data = { long: 'a line of text\n'.repeat(20_000) };
    await sim.send('POST', '/api/v1/namespaces/kube-system/configmaps', { metadata: { name: 'long' }, data });
    const plain = await sim.get('/api/v1/configmaps', { protocol: 'h2' });
    const packed = await sim.get('/api/v1/configmaps', { protocol: 'h2', headers: { 'accept-encoding': 'gzip' } });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(packed.wireBytes).toBeLessThan(plain.wireBytes / 3);
    expect(packed.text).toBe(plain.text);
    const small = await sim.get('/api/v1/nodes?limit=1', { headers: { 'accept-encoding': 'gzip' } });
    expect(small.headers['content-encoding']).toBeUndefined();
  });

  test('a browser or curl gets indented JSON', async () => {
    const answer = await sim.get('/api/v1/namespaces?limit=1', { headers: { 'user-agent': 'curl/8.5' } });
    expect(answer.text).toMatch(/^\{\n {2}"kind": "NamespaceList"/);
    expect((await sim.get('/api/v1/namespaces?limit=1')).text).toMatch(/^\{"kind":"NamespaceList"/);
  });

  test('life goes on by the clock while it is served', async () => {
    let lastMs = 0;
    const life: SimLife = {
      advance(nowMs) {
        lastMs = nowMs;
        return 0;
      },
    };
    const living = await serveSim({ life });
    await expect.poll(() => lastMs, { timeout: 5_000 }).toBe(living.clock.nowMs());
    await living.close();
  });

  test('closing frees the ports and breaks what is open', async () => {
    const other = await serveSim();
    const watch = await other.watch(`/api/v1/pods?watch=1&resourceVersion=${other.cluster.objects.resourceVersion}`, { protocol: 'h2' });
    const target = other.target();
    await other.close();
    expect(await watch.next()).toBeUndefined();
    await expect(rawRequest(target, { path: '/version', protocol: 'h2' })).rejects.toThrow();
  });
});

describe('users', () => {
  const status = async (path: string, user: string): Promise<number> => (await sim.get(path, { user })).status;

  test('admin reads secrets, viewer reads all but them, a tenant his namespaces', async () => {
    expect(await status('/api/v1/secrets', 'admin')).toBe(200);
    expect([await status('/api/v1/secrets', 'viewer'), await status('/api/v1/pods', 'viewer')]).toEqual([403, 200]);
    expect(await status('/api/v1/pods', 'tenant')).toBe(403);
    expect(await status('/api/v1/namespaces/kube-system/pods', 'tenant')).toBe(200);
  });

  test('no credentials are anonymous, wrong ones are 401', async () => {
    const { url, caPem } = sim.target();
    const anonymous = await rawRequest({ url, caPem }, { path: '/api/v1/pods' });
    expect([anonymous.status, anonymous.json().message]).toEqual([
      403,
      'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" at the cluster scope',
    ]);
    expect((await rawRequest({ url, caPem }, { path: '/version' })).status).toBe(200);
    expect((await rawRequest({ url, caPem, token: 'wrong' }, { path: '/version' })).status).toBe(401);
  });

  test('a client certificate is its common name and its organizations', async () => {
    const { url, caPem } = sim.target();
    const issued = sim.api.issueClient('jane', ['system:masters']);
    const clientCertificate = { cert: issued.certPem, key: issued.keyPem };
    for (const protocol of ['h2', 'http/1.1'] as const) {
      const answer = await rawRequest(
        { url, caPem, clientCertificate },
        { method: 'POST', path: '/apis/authentication.k8s.io/v1/selfsubjectreviews', body: {}, protocol },
      );
      expect(answer.json().status.userInfo).toEqual({ username: 'jane', groups: ['system:masters', 'system:authenticated'] });
    }
  });

  test('events become forbidden for the viewer while he looks', async () => {
    const watch = await sim.watch('/api/v1/events?watch=1&resourceVersion=0', { user: 'viewer', protocol: 'h2' });
    sim.api.setFault(sim.name, { type: 'forbid', match: { users: ['viewer'], resources: ['events', 'events.events.k8s.io'] } });
    for (let event = await watch.next(); event !== undefined; event = await watch.next()) expect(event.type).toBe('ADDED');
    const denied = await sim.get('/api/v1/events', { user: 'viewer' });
    expect(denied.json().message).toBe(
      'events is forbidden: User "viewer" cannot list resource "events" in API group "" at the cluster scope',
    );
    expect([await status('/api/v1/events', 'admin'), await status('/api/v1/pods', 'viewer')]).toEqual([200, 200]);
    sim.api.setFault(sim.name, undefined);
  });
});

describe('kubeconfig', () => {
  test('has one context per cluster, named like it', () => {
    const config = parse(sim.api.kubeconfig());
    expect(config.contexts.map((c: { name: string }) => c.name)).toEqual(sim.api.clusters.map((c) => c.name));
    const first = config.clusters[0].cluster;
    expect(first.server).toBe(sim.api.clusters[0]?.url);
    expect(Buffer.from(first['certificate-authority-data'], 'base64').toString()).toBe(sim.api.clusters[0]?.caPem);
    expect(config.users).toEqual([{ name: 'admin', user: { token: sim.api.tokenOf('admin') } }]);
  });

  test('may hold another user, a certificate, fewer clusters', () => {
    const config = parse(sim.api.kubeconfig({ user: 'viewer', clientCertificate: true, clusters: [sim.name] }));
    expect(config.contexts).toEqual([{ name: sim.name, context: { cluster: sim.name, user: 'viewer' } }]);
    expect(Object.keys(config.users[0].user)).toEqual(['client-certificate-data', 'client-key-data']);
  });
});

describe('control from another process', () => {
  test('needs the token in the path', async () => {
    const { origin } = new URL(sim.api.controlUrl);
    expect((await fetch(`${origin}/clusters`)).status).toBe(404);
    expect((await control('nonsense', {})).status).toBe(404);
  });

  test('sets and lifts faults', async () => {
    expect((await control('faults', { cluster: sim.name, fault: { type: 'status', status: 503 } })).status).toBe(200);
    expect((await sim.get('/api/v1/nodes')).status).toBe(503);
    const clusters = (await control('clusters')).body as { name: string; faults: unknown[] }[];
    expect(clusters.find((c) => c.name === sim.name)?.faults).toEqual([{ type: 'status', status: 503 }]);
    await control('faults', { cluster: sim.name, fault: null });
    expect((await sim.get('/api/v1/nodes')).status).toBe(200);
    expect(await control('faults', { cluster: 'nowhere', fault: null })).toEqual({
      status: 400,
      body: { error: 'the simulation has no cluster nowhere' },
    });
  });

  test('takes a cluster back to a snapshot: versions fall, old watches stay silent', async () => {
    await control('snapshot', { cluster: sim.name });
    const { metadata } = (await sim.get('/api/v1/namespaces')).json();
    await sim.send('POST', '/api/v1/namespaces', { metadata: { name: 'short-lived' } });
    const later = (await sim.get('/api/v1/namespaces')).json().metadata.resourceVersion;
    const watch = await sim.watch(`/api/v1/namespaces?watch=1&resourceVersion=${later}`, { protocol: 'h2' });
    await control('restore', { cluster: sim.name });
    expect((await sim.get('/api/v1/namespaces')).json().metadata.resourceVersion).toBe(metadata.resourceVersion);
    expect((await sim.get('/api/v1/namespaces/short-lived')).status).toBe(404);
    await sim.send('POST', '/api/v1/namespaces', { metadata: { name: 'after-restore' } });
    expect(await watch.isSilent(100)).toBe(true);
    watch.close();
  });
});
