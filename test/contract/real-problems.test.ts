import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { composeFleet } from '../../src/apps/server/compose-fleet.ts';
import { targetsFromKubeconfig } from '../../src/edge/client/kubeconfig-targets.ts';
import { type RealApiServer, startRealApiServer } from '../kit/real-api-server.ts';
import { runCli } from '../kit/run-cli.ts';
import { type ComposedServer, serveComposed } from '../kit/serve-composed.ts';
import { eventually } from './case-context.ts';
import { podBody } from './selector-cases.ts';

let real: RealApiServer;
let served: ComposedServer;
let kubeconfig: string;

const merge = { 'content-type': 'application/merge-patch+json' };
const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString().replace(/\.\d+Z$/, 'Z');
const space = '/api/v1/namespaces/default';
const apps = '/apis/apps/v1/namespaces/default';
const widgets = '/apis/example.org/v1/namespaces/default/widgets';

beforeAll(async () => {
  real = await startRealApiServer();
  kubeconfig = join(real.folder, 'admin.yaml');
  writeFileSync(kubeconfig, real.kubeconfig('admin', 'real'), { mode: 0o600 });
  await real.must('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.org' },
    spec: {
      group: 'example.org',
      scope: 'Namespaced',
      names: { plural: 'widgets', singular: 'widget', kind: 'Widget' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    },
  });
  const targets = await targetsFromKubeconfig({ files: [kubeconfig], env: {} });
  served = await serveComposed(composeFleet({ targets, mode: 'watch', userAgent: 'hindsight/contract', env: {}, log: () => {} }));
});
afterAll(async () => {
  await served?.close();
  await real?.stop();
});

/** Names and problems of a resource, by URL. */
async function problems(resource: string, scope = 'namespaces/default/', filter = 'problems'): Promise<string[]> {
  const { tables } = await served.answer(`/clusters/_all/${scope}${resource}?filter=${encodeURIComponent(filter)}`);
  const at = tables[0]?.columns.findIndex(({ name }) => name === 'Problem') ?? -1;
  return (tables[0]?.rows ?? []).map(({ name, cells }) => `${name} ${String(cells[at])}`).sort();
}

const become = (resource: string, ...expected: string[]) => eventually(async () => expect(await problems(resource)).toEqual(expected));

test('pods get into trouble and out of it', async () => {
  for (const name of ['crash', 'slow', 'well'])
    await real.must('POST', `${space}/pods`, podBody(name, 'default', { labels: { app: name } }));
  const status = (name: string, body: object) => real.must('PATCH', `${space}/pods/${name}/status`, { status: body }, merge);
  const container = (more: object): object => ({ name: 'main', image: 'x', imageID: '', ready: false, restartCount: 4, ...more });
  const running = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: ago(90) }] };
  const healthy = {
    ...running,
    containerStatuses: [container({ ready: true, restartCount: 0, state: { running: { startedAt: ago(90) } } })],
  };
  await status('well', healthy);
  await status('slow', { ...running, conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: ago(4) }] });
  await status('crash', {
    ...running,
    containerStatuses: [
      container({
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: { terminated: { exitCode: 1, reason: 'Error', finishedAt: ago(2) } },
      }),
    ],
  });
  await become('pods', 'crash CrashLoopBackOff');
  const { stdout, stderr } = await runCli(['get', 'pods', '--filter', 'problems', '--kubeconfig', kubeconfig]);
  expect(stdout, stderr).toMatch(/^crash +0\/1 +CrashLoopBackOff .* CrashLoopBackOff +2m/m);
  await status('slow', { conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: ago(6) }] });
  await status('crash', healthy);
  await become('pods', 'slow NotReady');
});

test('a service without a ready pod, an ingress without its service', async () => {
  const service = (name: string): object => ({ metadata: { name }, spec: { selector: { app: name }, ports: [{ port: 80 }] } });
  await real.must('POST', `${space}/services`, service('well'));
  await real.must('POST', `${space}/services`, service('slow'));
  await become('services', 'slow NoReadyPod');
  const backend = (name: string): object => ({ service: { name, port: { number: 80 } } });
  const ingress = (name: string, target: string): object => ({ metadata: { name }, spec: { defaultBackend: backend(target) } });
  const ingresses = '/apis/networking.k8s.io/v1/namespaces/default/ingresses';
  await real.must('POST', ingresses, ingress('good', 'well'));
  await real.must('POST', ingresses, ingress('bad', 'nowhere'));
  await become('ingresses', 'bad BackendMissing');
  await real.must('DELETE', `${space}/services/well`);
  await become('ingresses', 'bad BackendMissing', 'good BackendMissing');
});

test('deployments: what the conditions say is known at once, what nobody dates is not', async () => {
  const deployment = (name: string): object => ({
    metadata: { name },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'main', image: 'x' }] } },
    },
  });
  for (const name of ['stuck', 'gone', 'new']) await real.must('POST', `${apps}/deployments`, deployment(name));
  const status = (name: string, conditions: readonly object[]) =>
    real.must('PATCH', `${apps}/deployments/${name}/status`, { status: { observedGeneration: 1, replicas: 2, conditions } }, merge);
  await status('stuck', [
    { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', lastTransitionTime: ago(1), lastUpdateTime: ago(1) },
  ]);
  await status('gone', [{ type: 'Available', status: 'False', lastTransitionTime: ago(11), lastUpdateTime: ago(11) }]);
  await become('deployments', 'gone TooFewReady', 'stuck NotProgressing');
});

test('custom resources by their conditions, namespaces, API services and CRDs', async () => {
  const { metadata } = await real.must('POST', widgets, { apiVersion: 'example.org/v1', kind: 'Widget', metadata: { name: 'w' } });
  expect(metadata.name).toBe('w');
  await become('widgets');
  const condition = (type: string, status: string, minutes: number): object => ({
    type,
    status,
    reason: 'Because',
    lastTransitionTime: ago(minutes),
  });
  await real.must(
    'PATCH',
    `${widgets}/w/status`,
    { status: { conditions: [condition('Degraded', 'True', 11), condition('Ready', 'False', 3)] } },
    merge,
  );
  await become('widgets', 'w Degraded');
  for (const resource of ['namespaces', 'apiservices', 'customresourcedefinitions']) {
    await eventually(async () => expect(await problems(resource, '', '!problems')).not.toEqual([]));
    expect(await problems(resource, '')).toEqual([]);
  }
});
