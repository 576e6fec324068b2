import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RealApiServer, startRealApiServer } from '../kit/real-api-server.ts';
import { runCli } from '../kit/run-cli.ts';

let server: RealApiServer;
let kubeconfig: string;
beforeAll(async () => {
  server = await startRealApiServer();
  kubeconfig = join(server.folder, 'logs.yaml');
  writeFileSync(kubeconfig, server.kubeconfig('admin', 'real'), { mode: 0o600 });
});
afterAll(() => server?.stop());

const logs = (...args: readonly string[]) => runCli(['logs', ...args, '--kubeconfig', kubeconfig]);

test('logs of a server whose kubelets do not answer: a note with the reason for each container, exit 3', async () => {
  await server.must('POST', '/api/v1/nodes', {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'gone' },
  });
  await server.must(
    'PATCH',
    '/api/v1/nodes/gone/status',
    { status: { addresses: [{ type: 'InternalIP', address: '127.0.0.1' }], daemonEndpoints: { kubeletEndpoint: { Port: 1 } } } },
    { 'content-type': 'application/merge-patch+json' },
  );
  await server.must('POST', '/api/v1/namespaces/default/pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'stuck', labels: { app: 'stuck' } },
    spec: { nodeName: 'gone', containers: [{ name: 'main', image: 'registry.example/app:1' }] },
  });
  const { code, stdout, stderr } = await logs('stuck');
  expect([code, stdout]).toEqual([3, '']);
  expect(stderr).toMatch(/real\/stuck\/main: no log: server error 500: Get "https:\/\/127\.0\.0\.1:1\/containerLogs\/default\/stuck\/main/);
});

test('a pod that was never scheduled has written nothing', async () => {
  await server.must('POST', '/api/v1/namespaces/default/pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'waiting' },
    spec: { containers: [{ name: 'main', image: 'registry.example/app:1' }] },
  });
  const { code, stdout, stderr } = await logs('waiting');
  expect([code, stdout]).toEqual([0, '']);
  expect(stderr).toContain('No lines in the logs of 1 container.');
});

test('doctor on a real server: who, what, and what is deprecated', async () => {
  const { stdout } = await runCli(['doctor', '--kubeconfig', kubeconfig, '-o', 'json']);
  const [cluster] = JSON.parse(stdout).clusters;
  expect(cluster).toMatchObject({ cluster: 'real', user: 'admin', protocol: 'HTTP/2', mayNotRead: [], hasMetrics: false });
  expect(cluster.version).toMatch(/^v1\.37\./);
  expect(cluster.findings.filter(({ severity }: { severity: string }) => severity !== 'note')).toEqual([]);
  expect(stdout).not.toContain(server.target('admin').token);
});
