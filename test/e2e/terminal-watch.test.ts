import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubeObject } from '../../src/core/kube/object.ts';
import type { SimCluster } from '../../src/core/sim/sim-cluster.ts';
import { type BothWays, startBothWays } from '../kit/both-ways.ts';
import { type HindsightProcess, spawnHindsight } from '../kit/spawn-hindsight.ts';

let fleet: BothWays;
let cluster: SimCluster;
beforeAll(async () => {
  fleet = await startBothWays({ clusters: 2, pods: 30 });
  cluster = fleet.small.world.clusters[0] as SimCluster;
}, 30_000);
afterAll(() => fleet.close());

function create(name: string): void {
  const createdMs = Date.now();
  const creationTimestamp = new Date(createdMs).toISOString().replace(/\.\d+Z$/, 'Z');
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'watched', creationTimestamp }, data: { n: name } };
  cluster.objects.create('configmaps', object as unknown as KubeObject, createdMs);
}

function happen(name: string): void {
  const involvedObject = { kind: 'Pod', name, namespace: 'watched' };
  const lastTimestamp = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const event = {
    kind: 'Event',
    metadata: { name: `${name}.1`, namespace: 'watched' },
    involvedObject,
    type: 'Warning',
    reason: 'Watched',
    message: 'it happened',
  };
  cluster.objects.create('events', { ...event, count: 1, lastTimestamp } as unknown as KubeObject, Date.now());
}

describe.each(['directly', 'through --server'])('-w %s', (way) => {
  const start = (...args: string[]): HindsightProcess => {
    const place = way === 'directly' ? ['--kubeconfig', fleet.small.kubeconfig] : ['--server', fleet.served.url];
    return spawnHindsight([...args, ...place], { env: { HOME: fleet.small.folder } });
  };
  const tag = way.replace(/[^a-z]/g, '');

  test('prints rows as they come, with custom columns and an order by path, and no column of that order', async () => {
    const watch = start('get', 'configmaps', '-n', 'watched', '-w', '--custom-columns', 'Note=data.n', '--sort-by', '.metadata.uid');
    try {
      await watch.says(/Found \d+ rows?/);
      create(`late-${tag}`);
      await watch.says(new RegExp(`late-${tag} +1 +\\S+ +late-${tag}`));
      expect(watch.stdout()).not.toContain('SORT PATH');
    } finally {
      watch.child.kill('SIGINT');
      expect((await watch.ended).code).toBe(130);
    }
  });

  test('rows enter by time alone', async () => {
    const watch = start('get', 'configmaps', '-n', 'watched', '-w', '--filter', `Age>2s,Name=ripe-${tag}`);
    try {
      await watch.says(/Found 0 rows/);
      // Too young when its event comes: only the clock can bring it in.
      create(`ripe-${tag}`);
      await watch.says(new RegExp(`ripe-${tag} +1`));
    } finally {
      await watch.end();
    }
  });

  test('events are told as they happen', async () => {
    const watch = start('events', '-n', 'watched', '-w');
    try {
      await watch.says(/Found \d+ rows?/);
      happen(`pod-${tag}`);
      await watch.says(new RegExp(`Warning +Watched +pod/pod-${tag} +1 +it happened`));
    } finally {
      await watch.end();
    }
  });
});
