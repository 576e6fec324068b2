import { expect, test } from 'vitest';
import { fleetFixture, shardState, widget, widgets } from '../../../../test/kit/fleet-fixture.ts';
import { naiveSearch } from '../../../../test/kit/naive-search.ts';
import { clusterFacts } from '../../../../test/kit/synthetic-fleet.ts';
import { type Random, seededRandom } from '../../base/random.ts';
import { everything, type FleetView, type Scope } from '../../fleet/fleet-view.ts';
import type { KubeObject } from '../../kube/object.ts';
import { builtinById } from '../../resources/builtin-resources.ts';
import type { ResourceDef } from '../../resources/resource.ts';
import { finish } from '../finish.ts';
import type { FleetDirectory } from '../fleet-directory.ts';
import { foldText } from './fold-text.ts';
import { planSearch } from './plan-search.ts';
import type { SearchAnswer } from './search-answer.ts';
import { searchFleet } from './search-fleet.ts';
import { SearchIndex } from './search-index.ts';
import { searchQuery } from './search-query.ts';

const clusters = ['a-1', 'b-2', 'c-3'];
const defs: readonly ResourceDef[] = [
  ...['pods', 'services', 'deployments.apps', 'events', 'nodes'].map((id) => builtinById.get(id) as ResourceDef),
  widgets,
];
const syllables = ['web', 'Web', 'api', '-', 'x9', '10.2', '.7.', '31', 'ä', '日本', 'prod', 'a', 'b', '\n', '__proto__'];

function textOf(random: Random, most = 4): string {
  let text = syllables[random.int(11)] as string;
  for (let n = random.int(most); n > 0; n--) text += syllables[random.int(syllables.length)];
  return text;
}

function nameOf(random: Random): string {
  return textOf(random).replaceAll('\n', '-').replaceAll('/', '-');
}

function mapOf(random: Random): Record<string, string> {
  return Object.fromEntries(Array.from({ length: random.int(4) }, () => [textOf(random, 2), textOf(random, 2)]));
}

function objectOf(random: Random, def: ResourceDef, uid: string): KubeObject {
  const base = widget(nameOf(random), {
    uid,
    labels: mapOf(random),
    namespace: def.namespaced ? (['shop', 'pay', 'web'][random.int(3)] as string) : '',
  });
  const annotations = random.int(2) === 0 ? { annotations: mapOf(random) } : {};
  const containers = [
    { name: 'c', image: textOf(random) },
    ...(random.int(3) === 0 ? [{ image: textOf(random) }, { name: 'no image' }] : []),
  ];
  const pod = { containers, ...(random.int(3) === 0 ? { initContainers: [{ image: textOf(random) }] } : {}), nodeName: textOf(random, 2) };
  const ips = { hostIP: textOf(random, 2), podIPs: [{ ip: textOf(random, 2) }, { ip: textOf(random, 1) }] };
  const metadata = { ...base.metadata, ...annotations };
  switch (def.id) {
    case 'pods':
      return { metadata, spec: pod, status: { phase: 'Running', ...ips } };
    case 'deployments.apps':
      return { metadata, spec: { template: { spec: pod } } };
    case 'services':
      return { metadata, spec: { clusterIP: '10.2.7.31', clusterIPs: ['10.2.7.31', textOf(random, 1)], externalIPs: [textOf(random, 1)] } };
    case 'events':
      return { metadata, message: textOf(random, 6), reason: textOf(random, 1), involvedObject: { kind: 'Pod', name: 'web' } };
    default:
      return { metadata, spec: { status: textOf(random) } };
  }
}

function uidOf(random: Random, n: number): string {
  return random.int(8) === 0
    ? `odd-uid-${n}`
    : `${(n * 7919).toString(16).padStart(8, '0')}-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
}

function question(random: Random): string {
  const words = Array.from({ length: random.int(3) + 1 }, (): string => {
    switch (random.int(12)) {
      case 0:
        return `ns:${['shop', 'pay', '!web', 'w*'][random.int(4)]}`;
      case 1:
        return `kind:${['pod', 'svc', 'deploy', 'widgets', 'cluster', 'po,no'][random.int(6)]}`;
      case 2:
        return `cluster:${['a-1', 'b-*', 'channel=beta'][random.int(3)]}`;
      case 3:
        return 'label:web';
      case 4:
        return uidOf(random, random.int(60)).slice(0, random.int(2) === 0 ? 8 : 36);
      default:
        return textOf(random, 2).replaceAll(/[\n,]/g, '').trim() || 'a';
    }
  });
  return words.join(' ');
}

const namespacesOnly: Scope = {
  id: 'some',
  grant: (cluster, resource) => (cluster === 'b-2' ? 'none' : resource === 'nodes' ? 'all' : { namespaces: new Set(['shop']) }),
};

function directoryOf(view: () => FleetView): FleetDirectory {
  return {
    clusters: () => view().clusters(),
    cluster: (name) => view().cluster(name),
    resolve: (_cluster, name) => defs.find((def) => [def.plural, def.singular, def.id, ...def.shortNames].includes(name)),
    resources: () => new Map(defs.map((def) => [def.id, def])),
  };
}

function identities(answer: SearchAnswer): readonly string[] {
  return answer.results.map(({ cluster, resource, namespace, name }) => `${cluster} ${resource} ${namespace ?? ''}/${name}`);
}

test('incremental = from scratch = a look at every object, in held views and cut ones too', () => {
  for (let seed = 1; seed <= 6; seed++) check(`search-${seed}`);
});

function check(seed: string): void {
  const random = seededRandom(seed);
  const { store, apply, open, pack } = fleetFixture({ forgottenTexts: 0, idleMs: 0 });
  for (const id of clusters) {
    store.putCluster(clusterFacts(id, { labels: { channel: id === 'a-1' ? 'beta' : 'web' }, aliases: [`alias-${id}`] }));
    for (const def of defs) open(id, [], def);
  }
  const index = new SearchIndex();
  const directory = directoryOf(() => store.view(everything));
  const held: { view: FleetView; text: string; answer: SearchAnswer }[] = [];
  let made = 0;
  const known = new Map<string, string[]>();
  for (let round = 0; round < 60; round++) {
    const cluster = clusters[random.int(3)] as string;
    const def = defs[random.int(defs.length)] as ResourceDef;
    const uids = known.get(`${cluster} ${def.id}`) ?? [];
    known.set(`${cluster} ${def.id}`, uids);
    const objects = Array.from({ length: random.int(6) }, () => {
      const again = random.int(3) === 0 ? uids[random.int(uids.length)] : undefined;
      const uid = again ?? uidOf(random, made++);
      if (again === undefined) uids.push(uid);
      return objectOf(random, def, uid);
    });
    const removed = random.int(3) === 0 ? uids.splice(0, random.int(uids.length + 1)) : [];
    apply(cluster, { resource: def.id, objects, removed });
    if (random.int(8) === 0) pack();
    if (random.int(15) === 0) store.setShardState(cluster, def.id, shardState({ state: 'stale', reason: 'gone' }));
    const text = question(random);
    const view = store.view(random.int(4) === 0 ? namespacesOnly : everything);
    const plan = planSearch(searchQuery({ text, limit: 10_000 }), directory);
    const answer = finish(searchFleet(plan, view, { index, nowMs: 0 }));
    const where = `seed ${seed}, round ${round}, ${JSON.stringify(text)}`;
    const expected = naiveSearch(plan, view);
    expect(identities(answer), where).toEqual(expected.map((one) => `${one.cluster} ${one.resource} ${one.namespace}/${one.name}`));
    expect(answer.total, where).toBe(expected.length);
    expect(
      answer.byCluster.reduce((sum, { count }) => sum + count, 0),
      where,
    ).toBe(expected.length);
    expect(answer, where).toEqual(finish(searchFleet(plan, view, { index: new SearchIndex(), nowMs: 0 })));
    for (const { matches, path } of answer.results)
      for (const word of plan.words)
        expect(matches.map(({ text: field }) => foldText(field)).join('\n'), `${where}, ${path}`).toContain(word);
    const few = finish(searchFleet({ ...plan, query: { ...plan.query, limit: 3 } }, view, { index, nowMs: 0 }));
    expect(few, where).toEqual({ ...answer, results: answer.results.slice(0, 3) });
    if (random.int(5) === 0) held.push({ view, text, answer });
    for (const old of held.slice(-3)) {
      const same = planSearch(searchQuery({ text: old.text, limit: 10_000 }), directory);
      expect(finish(searchFleet(same, old.view, { index, nowMs: 0 })), `${where}, held`).toEqual(old.answer);
    }
  }
}
