import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ClusterExamination } from '../../src/core/kube/cluster-examination.ts';
import type { SimFault } from '../../src/edge/simapi/sim-fault.ts';
import { runCli } from '../kit/run-cli.ts';
import { serveSmallFleet } from '../kit/serve-small-fleet.ts';
import { type SmallFleet, startSmallFleet } from '../kit/small-fleet.ts';

let small: SmallFleet;
beforeAll(async () => {
  small = await startSmallFleet({ clusters: 2, pods: 60 });
});
afterAll(() => small.close());
afterEach(async () => {
  for (const { name } of small.world.clusters) small.sim.setFault(name, undefined);
  await small.sim.settled();
});

const names = (): readonly [string, string] => small.world.clusters.map(({ name }) => name).sort() as [string, string];

async function doctor(...args: readonly string[]): Promise<{ code: number; clusters: readonly ClusterExamination[]; text: string }> {
  const { code, stdout, stderr } = await runCli(['doctor', '--kubeconfig', small.kubeconfig, '-o', 'json', ...args]);
  return { code, clusters: JSON.parse(stdout).clusters, text: stdout + stderr };
}

const troubles = (examination: ClusterExamination | undefined): string[] =>
  (examination?.findings ?? [])
    .filter(({ severity }) => severity !== 'note')
    .map(({ check, severity, text }) => `${severity} ${check}: ${text}`);

test('healthy clusters are fine, and everything about them is known', async () => {
  const { code, clusters, text } = await doctor();
  expect([code, clusters.map(({ cluster }) => cluster)]).toEqual([0, names()]);
  for (const cluster of clusters) {
    expect(cluster).toMatchObject({ user: 'admin', credential: 'token', protocol: 'HTTP/2', mayNotRead: [] });
    expect(cluster.mayRead).toContain('pods');
    expect(Math.abs(cluster.clockSkewMs ?? 99_999)).toBeLessThan(2000);
    expect(troubles(cluster)).toEqual([]);
    for (const { remedy } of cluster.findings) expect(remedy).toMatch(/\.$/);
  }
  expect(text).not.toContain(small.sim.tokenOf('admin'));
});

const sick: readonly (readonly [SimFault, string])[] = [
  [{ type: 'refuse' }, 'broken connect: connection refused'],
  [{ type: 'hang-connect' }, 'broken connect: no connection within 2 s'],
  [{ type: 'hang-headers' }, 'broken answers: no answer within 2 s'],
  [{ type: 'garbage' }, 'broken answers: not understood: what answers is no API server'],
  [{ type: 'status', status: 401 }, 'broken credentials: credentials not accepted (401)'],
  [
    { type: 'status', status: 503, message: 'etcd is gone', match: { path: '/readyz' } },
    'warning ready: not ready: server error 503: etcd is gone',
  ],
  [{ type: 'forbid', match: { resources: ['nodes'] } }, 'warning rights: may not list nodes'],
  [{ type: 'silent-watch' }, 'warning watch: a watch opens, but nothing of it arrives'],
  [{ type: 'broken-group', group: 'metrics.k8s.io' }, 'warning api: metrics.k8s.io/v1beta1 is registered but does not answer'],
  [{ type: 'latency', latencyMs: 600 }, 'warning latency: answers slowly'],
];

test.each(sick)('%j is found, and the other cluster is fine', async (fault, finding) => {
  const [first, second] = names();
  small.sim.setFault(first, fault);
  await small.sim.settled();
  const slow = fault.type === 'silent-watch' || fault.type === 'latency';
  const { code, clusters } = await doctor('--timeout', slow ? '10' : '2');
  expect(code).toBe(1);
  expect(troubles(clusters.find(({ cluster }) => cluster === first))).toContain(finding);
  expect(troubles(clusters.find(({ cluster }) => cluster === second))).toEqual([]);
});

test('as somebody who may read little, what is missing is named', async () => {
  const { writeFile } = await import('node:fs/promises');
  const [first] = names();
  small.sim.addUser({ name: 'nobody-much', groups: [], token: 'token-of-nobody-much' });
  const file = `${small.folder}/nobody.yaml`;
  const text = small.sim.kubeconfig().replaceAll(/token: .*/g, 'token: token-of-nobody-much');
  await writeFile(file, text, { mode: 0o600 });
  const { code, stdout } = await runCli(['doctor', first, '--kubeconfig', file, '-o', 'json']);
  const [cluster] = JSON.parse(stdout).clusters as readonly [ClusterExamination];
  expect(code).toBe(1);
  expect(cluster.user).toBe('nobody-much');
  expect(troubles(cluster)).toContain('broken rights: nothing may be listed in all namespaces');
  expect(stdout).not.toContain('token-of-nobody-much');
});

test('for a person: a line for each cluster, each trouble once, with what to do', async () => {
  for (const name of names())
    small.sim.setFault(name, { type: 'status', status: 401, message: `no: Bearer ${small.sim.tokenOf('admin')}` });
  const { code, stdout, stderr } = await runCli(['doctor', '--kubeconfig', small.kubeconfig]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^CLUSTER +VERSION +LATENCY +AS +VERDICT\n/);
  expect(stdout.match(/→ Log in again/g)).toHaveLength(1);
  expect(stdout).toContain(`    ${names().join(', ')}\n`);
  expect(stderr).toMatch(/^2 clusters examined in \d+\.\d{3} seconds: 0 fine, 2 broken\.\n$/);
  expect(stdout + stderr).not.toContain(small.sim.tokenOf('admin'));
});

test('through a server: what it knows, with a word about that', async () => {
  const served = await serveSmallFleet(small);
  try {
    await served.ready();
    const { code, stdout, stderr } = await runCli(['doctor', '--server', served.url]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('✓ fine')]);
    expect(stderr).toContain('This is what the server sees.');
  } finally {
    await served.close();
  }
});

test('a name that no cluster has', async () => {
  const { code, stderr } = await runCli(['doctor', 'nope-*', '--kubeconfig', small.kubeconfig]);
  expect([code, stderr]).toEqual([2, expect.stringContaining('not found')]);
});
