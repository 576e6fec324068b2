import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import type { KubeObject } from '../../src/core/kube/object.ts';
import type { SimCluster } from '../../src/core/sim/sim-cluster.ts';
import { readHtml } from '../kit/html-tags.ts';
import { type ServedFleet, serveSmallFleet } from '../kit/serve-small-fleet.ts';
import { type SmallFleet, startSmallFleet } from '../kit/small-fleet.ts';

let small: SmallFleet;
let served: ServedFleet;
let cluster: SimCluster;
let base: string;

const parsed = (text: string): KubeObject => JSON.parse(text) as KubeObject;
const attack = `"><script>alert(1)</script>'\x1b[2J\u202e; $(reboot) \`id\``;

function create(resource: string, object: object): void {
  if (cluster.objects.create(resource, parsed(JSON.stringify(object)), Date.now()) === 'exists') throw new Error('exists');
}

beforeAll(async () => {
  small = await startSmallFleet({ clusters: 3, pods: 90 });
  cluster = small.world.clusters[0] as SimCluster;
  base = `/clusters/${cluster.name}/namespaces/paper`;
  const meta = (name: string, more: object = {}): object => ({ name, namespace: 'paper', ...more });
  const template = {
    metadata: { labels: { app: 'desk' } },
    spec: {
      serviceAccountName: 'clerk',
      containers: [
        {
          name: 'ink',
          image: 'ink:1',
          env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'settings', key: 'a' } } }],
          ports: [{ containerPort: 80 }],
        },
      ],
      volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'drawer' } }],
    },
  };
  const managedFields = [
    {
      manager: 'flux',
      operation: 'Apply',
      apiVersion: 'apps/v1',
      time: '2026-11-01T00:00:00Z',
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:spec': { 'f:replicas': {} } },
    },
  ];
  create('deployments.apps', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: meta('desk', {
      uid: 'desk-uid',
      managedFields,
      labels: { app: 'desk' },
      annotations: { note: attack, link: 'https://example.org/x', bad: 'javascript:alert(1)' },
      ownerReferences: [{ apiVersion: 'unknown.example/v9', kind: 'Mystery', name: 'm', uid: 'x', controller: true }],
    }),
    spec: { replicas: 2, selector: { matchLabels: { app: 'desk' } }, template },
    status: {
      conditions: [{ type: 'Available', status: 'False', lastTransitionTime: '2026-01-01T00:00:00Z', reason: 'Torn', message: attack }],
    },
  });
  create('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: meta('settings'), data: { a: '1' } });
  create('services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: meta('front'),
    spec: { selector: { app: 'desk' }, ports: [{ port: 80 }] },
  });
  create('ingresses.networking.k8s.io', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: meta('door'),
    spec: {
      rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'front', port: { number: 80 } } } }] } }],
    },
  });
  create('pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: meta(attack, { labels: { app: 'desk', bad: attack } }),
    spec: { containers: [{ name: attack, image: attack }] },
    status: { phase: attack },
  });
  create('events', {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: meta('e1'),
    type: 'Warning',
    reason: 'InkOut',
    message: attack,
    involvedObject: { kind: 'Deployment', name: 'desk', namespace: 'paper', uid: 'desk' },
    lastTimestamp: new Date().toISOString(),
    count: 7,
  });
  served = await serveSmallFleet(small);
  await served.ready();
}, 30_000);
afterAll(async () => {
  await served.close();
  await small.close();
});

const page = async (path: string) => {
  const { status, body, headers } = await served.get(path, { accept: 'text/html' });
  const { tags, text } = readHtml(body.replace(/<noscript>.*?<\/noscript>/g, ''));
  const links = tags.flatMap(({ name, attributes }) => (name === 'a' ? [attributes.get('href') ?? ''] : []));
  return { status, body, headers, tags, text, links };
};

describe('the page of one object', () => {
  test('links both ways: what it uses, what uses it, its pods', async () => {
    const desk = await page(`${base}/deployments/desk`);
    expect(desk.status).toBe(200);
    for (const link of [
      'configmaps/settings',
      'serviceaccounts/clerk',
      'persistentvolumeclaims/drawer',
      'services/front',
      'ingresses/door',
    ])
      expect(desk.links).toContain(`${base}/${link}`);
    expect((await page(`${base}/configmaps/settings`)).links).toContain(`${base}/deployments/desk`);
    expect((await page(`${base}/services/front`)).links).toContain(`${base}/ingresses/door`);
    expect(desk.links).toContain(`${base}/deployments?selector=app=desk`);
    expect(desk.links).toContain(`${base}/pods/${encodeURIComponent(attack)}`);
  });

  test('says what is wrong first, its conditions as a timeline, and an owner of an unknown kind without a link', async () => {
    const { text, links } = await page(`${base}/deployments/desk`);
    expect(text).toContain('Available False');
    expect(text).toMatch(/Torn:/);
    expect(text).toContain('Mystery');
    expect(links.some((link) => link.includes('Mystery') || link.includes('mystery'))).toBe(false);
  });

  test('links lead within this server, or to web addresses that say so; commands are quoted', async () => {
    const { links, tags, body } = await page(`${base}/deployments/desk`);
    expect(links.filter((link) => !/^[/?#](?!\/)/.test(link))).toEqual(['https://example.org/x']);
    expect(tags.find(({ attributes }) => attributes.get('href') === 'https://example.org/x')?.attributes.get('rel')).toContain('noopener');
    const hostile = await page(`${base}/pods/${encodeURIComponent(attack)}`);
    expect(hostile.status).toBe(200);
    const commands = hostile.tags.flatMap(({ attributes }) => attributes.get('data-copy') ?? []);
    expect(commands.length).toBeGreaterThan(5);
    for (const command of commands) expect(command.replace(/'[^']*'|\\'/g, '')).not.toMatch(/[$`;<>]/);
    for (const { body: each } of [{ body }, hostile]) {
      expect(each).not.toContain('<script>alert');
      expect(each).not.toContain('\x1b');
      expect(each).not.toContain('\u202e');
    }
    expect(
      hostile.tags.filter(
        ({ name, attributes }) =>
          name === 'script' || name === 'img' || attributes.has('style') || [...attributes.keys()].some((key) => key.startsWith('on')),
      ),
    ).toEqual([]);
  });

  test.each([
    'pods',
    'nodes',
    'services',
    'deployments',
    'replicasets',
    'daemonsets',
    'jobs',
    'cronjobs',
    'ingresses',
    'persistentvolumeclaims',
    'namespaces',
    'events',
    'stacks',
  ])('every %s of the fleet has a page, YAML and a file', async (resource) => {
    const scoped = resource === 'nodes' || resource === 'namespaces' ? '' : '/namespaces/_all';
    const { body } = await served.get(`/clusters/_all${scoped}/${resource}?limit=3`, { accept: 'application/json' });
    const rows =
      (JSON.parse(body) as { tables: { rows: { cluster: string; namespace?: string; name: string }[] }[] }).tables[0]?.rows ?? [];
    for (const { cluster: at, namespace, name } of rows) {
      const path = `/clusters/${at}${scoped === '' ? '' : `/namespaces/${namespace}`}/${resource}/${encodeURIComponent(name)}`;
      for (const view of ['', '?view=yaml', '?compare=_all']) {
        const { status, text } = await page(path + view);
        expect([path + view, status]).toEqual([path + view, 200]);
        expect(text).toContain(name);
      }
      const file = await served.get(`${path}?download=yaml`);
      expect(file.headers.get('content-disposition')).toContain('.yaml"');
      expect((parseYaml(file.body) as KubeObject).metadata.name).toBe(name);
    }
  });

  test('a node shows its pods, sorted as asked, and the events that kubelets write under its name', async () => {
    const pod = small.world.clusters[0]?.objects
      .list('pods')
      .find(({ object }) => typeof object.spec?.nodeName === 'string' && object.status?.phase === 'Running');
    const { links } = await page(`/clusters/${cluster.name}/nodes/${pod?.object.spec?.nodeName}?sort=Name:desc`);
    const { namespace, name } = pod?.object.metadata ?? { name: '' };
    expect(links).toContain(`/clusters/${cluster.name}/namespaces/${namespace}/pods/${name}`);
  });

  test('what does not exist is 404, also in a version that nobody serves', async () => {
    expect((await page(`${base}/pods/nobody`)).status).toBe(404);
    expect((await page(`${base}/deployments/desk?api_version=apps/v9&view=yaml`)).status).toBe(404);
    expect((await page(`${base}/deployments/desk?api_version=batch/v1&view=yaml`)).status).toBe(404);
    expect((await page(`${base}/deployments/desk?api_version=apps/v1&view=yaml`)).status).toBe(200);
  });
});

describe('YAML', () => {
  test('lines have anchors, and beside them who wrote the field when', async () => {
    const { text, tags, body } = await page(`${base}/deployments/desk?view=yaml`);
    expect(text).toContain('Read from the API server just now');
    expect(tags.some(({ attributes }) => attributes.get('id') === 'line-1')).toBe(true);
    expect(tags.some(({ attributes }) => attributes.get('id') === '/spec/replicas')).toBe(true);
    const line = /<li id="line-\d+">(?:(?!<\/li>).)*replicas: 2/.exec(body)?.[0] ?? '';
    expect(line).toContain('flux');
    expect(text).not.toContain('managedFields');
  });

  test('where the API server does not answer, the kept object stands, marked as that', async () => {
    const target = small.world.clusters[2] as SimCluster;
    const path = `/clusters/${target.name}/namespaces/kube-system/deployments/coredns?view=yaml`;
    expect((await page(path)).text).toContain('Read from the API server just now');
    small.sim.setFault(target.name, { type: 'hang-headers' });
    try {
      const started = performance.now();
      const { status, text } = await page(path);
      expect(status).toBe(200);
      expect(text).toMatch(/as kept at/);
      expect(performance.now() - started).toBeLessThan(8000);
    } finally {
      small.sim.setFault(target.name, undefined);
    }
  });

  test('clean has nothing that a server set', async () => {
    const { body } = await served.get(`${base}/deployments/desk?download=yaml&clean=1`);
    const object = parseYaml(body) as KubeObject;
    expect(Object.keys(object).sort()).toEqual(['apiVersion', 'kind', 'metadata', 'spec']);
    expect(Object.keys(object.metadata).sort()).toEqual(['annotations', 'labels', 'name', 'namespace']);
  });

  test('the same object in other clusters is compared field by field', async () => {
    const others = small.world.clusters.map(({ name }) => name);
    const { text, status } = await page(`/clusters/${others[0]}/namespaces/kube-system/deployments/coredns?compare=${others[1]}`);
    expect(status).toBe(200);
    expect(text).toMatch(/differs? between|The same in/);
  });
});

describe('commands and events', () => {
  test('commands as JSON, for the menu of a row', async () => {
    const { body } = await served.get(`${base}/deployments/desk?view=commands`, { accept: 'application/json' });
    const { commands } = JSON.parse(body) as { commands: { id: string; command: string }[] };
    expect(commands.find(({ id }) => id === 'exec')?.command).toBe(
      `kubectl --context ${cluster.name} -n paper exec -it deployments/desk -c ink -- sh`,
    );
  });

  test('/events groups by reason and object, is filtered as any list, and stays harmless', async () => {
    const all = await page('/events');
    expect(all.text).toContain('InkOut');
    expect(all.links).toContain(`${base}/deployments/desk`);
    expect(all.tags.some(({ name }) => name === 'svg')).toBe(true);
    expect(all.body).not.toContain('<script>alert');
    expect((await page('/events?filter=Reason=InkOut')).text).not.toContain('Scheduled');
    expect((await page(`/events?cluster=${small.world.clusters[1]?.name}`)).text).not.toContain('InkOut');
    const json = await served.get('/events?filter=Reason=InkOut', { accept: 'application/json' });
    expect(json.status).toBe(302);
    expect(json.headers.get('location')).toContain('/clusters/_all/namespaces/_all/events');
  });
});
