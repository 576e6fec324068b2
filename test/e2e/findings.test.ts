import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { composeFleet, type Fleet } from '../../src/apps/server/compose-fleet.ts';
import { FindingsKeeper } from '../../src/apps/server/findings/findings-keeper.ts';
import type { KubeObject } from '../../src/core/kube/object.ts';
import { findingsSchema, type WireFindings } from '../../src/core/wire/findings-schema.ts';
import { targetsFromKubeconfig } from '../../src/edge/client/kubeconfig-targets.ts';
import { type ComposedServer, serveComposed } from '../kit/serve-composed.ts';
import { type SmallFleet, startSmallFleet } from '../kit/small-fleet.ts';

let small: SmallFleet;
let fleet: Fleet;
let keeper: FindingsKeeper;
let served: ComposedServer;

beforeAll(async () => {
  small = await startSmallFleet({ clusters: 4, pods: 900 });
  fleet = composeFleet({
    targets: await targetsFromKubeconfig({ files: [small.kubeconfig], env: {} }),
    mode: 'watch',
    userAgent: 'test',
    env: {},
  });
  keeper = new FindingsKeeper({
    fleet,
    syncProgress: () => fleet.source.syncProgress(),
    paceMs: 100,
    onFault: (error) => {
      throw error;
    },
  });
  served = await serveComposed(fleet, { findings: keeper });
  keeper.start();
  await until(async () => keeper.progress().judged === 4);
}, 60_000);

afterAll(async () => {
  await keeper.stop();
  await served.close();
  await small.close();
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 40_000; !(await holds()); await new Promise((resolve) => setTimeout(resolve, 30)))
    if (Date.now() > end) throw new Error('it did not come to hold');
}

const ask = async (query: string): Promise<WireFindings> => findingsSchema.parse(JSON.parse(await served.get(`/api/findings?${query}`)));
const all = (resource: string): readonly { readonly cluster: string; readonly object: KubeObject }[] =>
  small.world.clusters.flatMap(({ name, objects }) => objects.list(resource).map(({ object }) => ({ cluster: name, object })));
const subjects = ({ findings }: WireFindings): readonly string[] =>
  [...new Set(findings.map(({ cluster, namespace, name }) => `${cluster}/${namespace}/${name}`))].sort();

describe('findings of a served fleet', () => {
  test('budgets that overlap are those that a plain look at the objects finds', async () => {
    const found = await ask('rule=pdb-blocks-eviction/overlap&limit=10000');
    const budgets = all('poddisruptionbudgets.policy');
    const selects = (selector: Record<string, string>, labels: Record<string, string>): boolean =>
      Object.entries(selector).every(([key, value]) => labels[key] === value);
    const expected = new Set<string>();
    for (const { cluster, object } of [...all('deployments.apps'), ...all('statefulsets.apps')]) {
      if (object.spec.replicas === 0) continue;
      const mine = budgets.filter(
        (one) =>
          one.cluster === cluster &&
          one.object.metadata.namespace === object.metadata.namespace &&
          selects(one.object.spec.selector.matchLabels, object.spec.template.metadata.labels),
      );
      if (mine.length > 1) for (const one of mine) expected.add(`${cluster}/${one.object.metadata.namespace}/${one.object.metadata.name}`);
    }
    expect(subjects(found)).toEqual([...expected].sort());
  });

  test('services that are left without a ready pod are those whose pods are all unready', async () => {
    const found = await ask('rule=service-without-endpoints/none-ready&state=any&limit=10000');
    const ready = ({ status }: KubeObject): boolean =>
      status?.conditions?.some((one: { type: string; status: string }) => one.type === 'Ready' && one.status === 'True') === true;
    const pods = all('pods');
    const expected = all('services').flatMap(({ cluster, object }) => {
      const selector = Object.entries(object.spec.selector ?? {});
      if (selector.length === 0) return [];
      const mine = pods.filter(
        (pod) =>
          pod.cluster === cluster &&
          pod.object.metadata.namespace === object.metadata.namespace &&
          selector.every(([key, value]) => pod.object.metadata.labels?.[key] === value) &&
          !['Succeeded', 'Failed'].includes(pod.object.status?.phase),
      );
      return mine.length > 0 && !mine.some((pod) => ready(pod.object))
        ? [`${cluster}/${object.metadata.namespace}/${object.metadata.name}`]
        : [];
    });
    expect(subjects(found)).toEqual(expected.sort());
  });

  test('appears with the change that causes it, is over when fixed, and comes back as the same finding', async () => {
    const [cluster] = small.world.clusters;
    if (cluster === undefined) throw new Error('no cluster');
    const victim = cluster.objects
      .list('deployments.apps')
      .find(({ object }) => object.metadata.namespace !== 'kube-system' && object.spec.replicas > 1);
    if (victim === undefined) throw new Error('no deployment');
    const { namespace, name } = victim.object.metadata;
    const query = `rule=blanket-toleration/tolerate-all&cluster=${cluster.name}&namespace=${namespace}`;
    const mine = async (more = ''): Promise<WireFindings['findings']> =>
      (await ask(query + more)).findings.filter((one) => one.name === name);
    const write = (tolerations: readonly unknown[]): void => {
      const object = structuredClone(cluster.objects.get('deployments.apps', `${namespace}/${name}`)?.object) as KubeObject;
      object.spec.template.spec.tolerations = tolerations;
      cluster.objects.update('deployments.apps', object);
    };
    expect(await mine()).toEqual([]);
    write([{ operator: 'Exists' }]);
    await until(async () => (await mine()).length === 1);
    const [first] = await mine();
    expect(first).toMatchObject({ state: 'open', episodes: 1, openedAtLeast: false });
    write([]);
    await until(async () => (await mine()).length === 0);
    expect((await mine('&state=resolved'))[0]).toMatchObject({
      state: 'resolved',
      resolvedWhy: 'fixed',
      fingerprints: first?.fingerprints,
    });
    write([{ operator: 'Exists' }]);
    await until(async () => (await mine()).length === 1);
    expect((await mine())[0]).toMatchObject({ episodes: 2, fingerprints: first?.fingerprints });
    expect(await mine('&state=resolved')).toEqual([]);
    expect(await mine('&new=1')).toHaveLength(1);
    expect(
      keeper
        .findingsOf({ id: 'all', grant: () => 'all' }, { cluster: cluster.name, resource: 'deployments.apps', namespace, name })
        .map(({ check }) => check),
    ).toContain('blanket-toleration');
    expect(
      keeper.findingsOf({ id: 'none', grant: () => 'none' }, { cluster: cluster.name, resource: 'deployments.apps', namespace, name }),
    ).toEqual([]);
  });

  test('an accepted finding is kept apart, with its reason', async () => {
    const open = (await ask('rule=pdb-missing/missing&severity=warning')).findings.find(({ kind }) => kind === 'Deployment');
    if (open === undefined) throw new Error('nothing to accept');
    const cluster = small.world.cluster(open.cluster);
    const key = `${open.namespace}/${open.name}` as const;
    const object = structuredClone(cluster?.objects.get('deployments.apps', key)?.object) as KubeObject;
    const until2 = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
    const annotations = {
      ...object.metadata.annotations,
      'hindsight/ignore.pdb-missing': `reason=moved to another cluster soon; until=${until2}; by=team-x`,
    };
    cluster?.objects.update('deployments.apps', { ...object, metadata: { ...object.metadata, annotations } });
    const query = `check=pdb-missing&cluster=${open.cluster}&namespace=${open.namespace}`;
    await until(async () => (await ask(`${query}&state=suppressed`)).findings.some(({ name }) => name === open.name));
    expect((await ask(query)).findings.some(({ name }) => name === open.name)).toBe(false);
    const page = await served.get('/findings?check=pdb-missing&state=suppressed', 'text/html');
    expect(page).toContain('moved to another cluster soon');
    expect(page).toContain(`until ${until2} by team-x`);
  });

  test('pages are complete, and say where to go on', async () => {
    const page = await served.get('/findings', 'text/html');
    expect(page).toMatch(/\d+ causes, [\d,]+ findings in 4 clusters/);
    expect(await served.get('/findings?group=team', 'text/html')).toContain('/findings?team=');
    expect(await served.get('/checks', 'text/html')).toContain('href="/checks/pdb-missing"');
    const check = await served.get('/checks/pdb-missing', 'text/html');
    expect(check).toContain('What to do');
    expect(check).toMatch(/fails in \d clusters?/);
    expect(await served.get('/briefing', 'text/html')).toContain('Outages that could happen to us this week');
    expect(await served.get('/briefing?download=md', '*/*')).toMatch(/^# Outages[\s\S]*\n1\. \*\*/);
    expect(JSON.parse(await served.get('/checks/no-such-check'))).toMatchObject({ error: { code: 'not-found' } });
    expect(JSON.parse(await served.get('/api/findings?severity=worst'))).toMatchObject({ error: { code: 'query-invalid' } });
  });

  test('metrics count findings by check and severity, never by object', async () => {
    const text = await served.get('/metrics');
    expect(text).toMatch(/hindsight_findings\{check="pdb-missing",severity="warning"\} \d+/);
    expect(text).toContain('hindsight_judged_clusters 4');
    expect(text.split('\n').filter((line) => line.startsWith('hindsight_findings{')).length).toBeLessThan(200);
  });

  test('what is found in a cluster that stops to answer is stale, not over', async () => {
    const [cluster] = small.world.clusters;
    const before = (await ask(`cluster=${cluster?.name}&limit=0`)).total;
    small.sim.setFault(cluster?.name as string, { type: 'refuse' });
    await until(async () => (await ask(`cluster=${cluster?.name}&state=stale&limit=0`)).total > 0);
    expect((await ask(`cluster=${cluster?.name}&limit=0`)).total).toBe(before);
  });
});
