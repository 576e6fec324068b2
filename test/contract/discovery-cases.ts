import { expect } from 'vitest';
import { acceptAs, eventually } from './case-context.ts';
import type { Any, CaseContext, ContractCase } from './contract-server.ts';

const aggregated = { accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json' };

function crd(plural: string, kind: string): object {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.hindsight.test` },
    spec: {
      group: 'hindsight.test',
      scope: 'Namespaced',
      names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List`, shortNames: [plural.slice(0, 3)], categories: ['all'] },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          additionalPrinterColumns: [
            { name: 'Size', type: 'integer', jsonPath: '.spec.size', description: 'How large' },
            { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
            { name: 'Host', type: 'string', jsonPath: '.spec.hosts[0]', priority: 1 },
            { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
          ],
        },
      ],
    },
  };
}

const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

async function served(c: CaseContext, plural: string): Promise<boolean> {
  const answer = await c.get('/apis/hindsight.test/v1');
  return answer.status === 200 && answer.json().resources.some((resource: Any) => resource.name === plural);
}

async function addCrd(c: CaseContext, plural: string, kind: string): Promise<string> {
  await c.must('POST', crds, crd(plural, kind));
  await eventually(async () => expect(await served(c, plural)).toBe(true));
  const path = `/apis/hindsight.test/v1/namespaces/${c.namespace}/${plural}`;
  await eventually(async () => expect((await c.get(path)).status).toBe(200));
  return path;
}

const thing = (kind: string, name: string, spec: object): object => ({ apiVersion: 'hindsight.test/v1', kind, metadata: { name }, spec });

/** What a server serves, and how it says so. */
export const discoveryCases: readonly ContractCase[] = [
  {
    id: 'discovery: the legacy documents',
    async run(c) {
      expect(await c.read('/api')).toMatchObject({ kind: 'APIVersions', versions: ['v1'] });
      const groups = await c.read('/apis');
      expect(groups).toMatchObject({ kind: 'APIGroupList' });
      const apps = groups.groups.find((group: Any) => group.name === 'apps');
      expect(apps).toMatchObject({ preferredVersion: { groupVersion: 'apps/v1', version: 'v1' } });
      const core = await c.read('/api/v1');
      expect(core).toMatchObject({ kind: 'APIResourceList', groupVersion: 'v1' });
      const pods = core.resources.find((resource: Any) => resource.name === 'pods');
      expect(pods).toMatchObject({ singularName: 'pod', namespaced: true, kind: 'Pod', shortNames: ['po'], categories: ['all'] });
      expect(pods.verbs).toEqual(expect.arrayContaining(['get', 'list', 'watch']));
      expect(core.resources.some((resource: Any) => resource.name === 'pods/log')).toBe(true);
      const node = core.resources.find((resource: Any) => resource.name === 'nodes');
      expect(node).toMatchObject({ namespaced: false, shortNames: ['no'] });
    },
  },
  {
    id: 'discovery: aggregated, in two requests',
    async run(c) {
      for (const path of ['/api', '/apis']) {
        const answer = await c.get(path, { headers: aggregated });
        expect(answer.headers['content-type']).toMatch(/g=apidiscovery\.k8s\.io;v=v2;as=APIGroupDiscoveryList/);
        expect(answer.json()).toMatchObject({ kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2' });
      }
      const { items } = await c.read('/apis', aggregated);
      const apps = items.find((item: Any) => item.metadata.name === 'apps');
      const deployments = apps.versions[0].resources.find((resource: Any) => resource.resource === 'deployments');
      expect(deployments).toMatchObject({
        // Group and version may be empty there: they are those of the list.
        responseKind: { kind: 'Deployment' },
        scope: 'Namespaced',
        singularResource: 'deployment',
        shortNames: ['deploy'],
        categories: ['all'],
      });
      expect(deployments.verbs).toEqual(expect.arrayContaining(['get', 'list', 'watch']));
    },
  },
  {
    id: 'discovery: aggregated and legacy name the same resources',
    async run(c) {
      const { items } = await c.read('/apis', aggregated);
      for (const item of items.filter((entry: Any) => ['apps', 'batch', 'rbac.authorization.k8s.io'].includes(entry.metadata.name))) {
        for (const version of item.versions) {
          const legacy = await c.read(`/apis/${item.metadata.name}/${version.version}`);
          const tops = legacy.resources.map((resource: Any) => resource.name).filter((name: string) => !name.includes('/'));
          expect(version.resources.map((resource: Any) => resource.resource).sort()).toEqual(tops.sort());
        }
      }
    },
  },
  {
    id: 'discovery: aggregated has an ETag and answers 304 to it',
    async run(c) {
      const first = await c.get('/apis', { headers: aggregated });
      expect(first.headers.etag).toBeTruthy();
      const second = await c.get('/apis', { headers: { ...aggregated, 'if-none-match': first.headers.etag as string } });
      expect([second.status, second.text]).toEqual([304, '']);
    },
  },
  {
    id: 'discovery: a group whose server is gone is broken, the others are not',
    async run(c) {
      const { group, version, mend } = await c.server.breakGroup();
      const path = `/apis/${group}/${version}`;
      try {
        await eventually(async () => {
          expect((await c.get(path)).status).toBe(503);
          const { items } = await c.read('/apis', aggregated);
          const broken = items.find((item: Any) => item.metadata.name === group);
          expect(broken.versions[0]).toMatchObject({ version, freshness: 'Stale' });
        });
        expect((await c.get('/apis/apps/v1')).status).toBe(200);
      } finally {
        await mend();
      }
      await eventually(async () => expect((await c.get(path)).status).not.toBe(503));
    },
  },
];

/** Custom resources: they appear and vanish while the server runs. */
export const customResourceCases: readonly ContractCase[] = [
  {
    id: 'custom resources: served once their definition is there, with kind and apiVersion on every item',
    async run(c) {
      const path = await addCrd(c, 'widgets', 'Widget');
      await c.must('POST', path, thing('Widget', 'one', { size: 3, hosts: ['a.example.org'] }));
      const list = await c.read(path);
      expect(list).toMatchObject({ kind: 'WidgetList', apiVersion: 'hindsight.test/v1' });
      expect(list.items[0]).toMatchObject({
        kind: 'Widget',
        apiVersion: 'hindsight.test/v1',
        metadata: { name: 'one' },
        spec: { size: 3 },
      });
      const { items } = await c.read('/apis', aggregated);
      const group = items.find((item: Any) => item.metadata.name === 'hindsight.test');
      const widgets = group.versions[0].resources.find((resource: Any) => resource.resource === 'widgets');
      expect(widgets).toMatchObject({ scope: 'Namespaced', shortNames: ['wid'], categories: ['all'], responseKind: { kind: 'Widget' } });
    },
  },
  {
    id: 'custom resources: their Table has Name and the printer columns',
    async run(c) {
      const path = await addCrd(c, 'gadgets', 'Gadget');
      await c.must('POST', path, thing('Gadget', 'full', { size: 3, hosts: ['a.example.org', 'b.example.org'] }));
      await c.must('POST', path, thing('Gadget', 'empty', {}));
      const table = await c.read(path, acceptAs('Table'));
      expect(table.columnDefinitions.map((column: Any) => `${column.name}/${column.type}/${column.priority}`)).toEqual([
        'Name/string/0',
        'Size/integer/0',
        'Phase/string/0',
        'Host/string/1',
        'Age/date/0',
      ]);
      const byName = new Map(table.rows.map((row: Any) => [row.cells[0], row.cells]));
      expect(byName.get('full')).toEqual(['full', 3, null, 'a.example.org', expect.stringMatching(/^\d+s$/)]);
      expect(byName.get('empty')).toEqual(['empty', null, null, null, expect.stringMatching(/^\d+s$/)]);
    },
  },
  {
    id: 'custom resources: with their definition they vanish, and their watches end',
    async run(c) {
      const path = await addCrd(c, 'passings', 'Passing');
      await c.must('POST', path, thing('Passing', 'one', {}));
      const version = (await c.read(path)).metadata.resourceVersion;
      const watch = await c.watch(`${path}?watch=true&resourceVersion=${version}`);
      await c.must('POST', path, thing('Passing', 'two', {}));
      expect((await watch.next()).object.metadata.name).toBe('two');
      await c.must('DELETE', `${crds}/passings.hindsight.test`);
      await eventually(async () => expect((await c.get(path)).status).toBe(404));
      await eventually(async () => expect(await served(c, 'passings')).toBe(false));
      const types: string[] = [];
      for (let event = await watch.next(); event !== undefined; event = await watch.next()) types.push(event.type);
      expect(types.every((type) => type === 'DELETED' || type === 'MODIFIED')).toBe(true);
      expect(types).toContain('DELETED');
    },
  },
];
