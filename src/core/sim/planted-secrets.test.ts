import { expect, test } from 'vitest';
import { growers } from './grow/growers.ts';
import { plantedMarker, plantedMarkerBase64, plantedSecrets } from './planted-secrets.ts';
import { growWorld } from './world.ts';

const world = growWorld({ seed: 2, epochMs: Date.UTC(2026, 10, 24), clusters: 3, pods: 900 });

test('values are planted in data, by apply, by an operator, by Helm, and literally in pods and Deployments', () => {
  const planted = world.clusters.flatMap((cluster) => plantedSecrets(cluster));
  for (const place of ['secret', 'operator-annotation', 'helm', 'registry', 'env']) {
    expect(
      planted.some(({ value }) => value.startsWith(`${plantedMarker}${place}-`)),
      place,
    ).toBe(true);
  }
  const resources = new Set(
    planted.filter(({ value }) => value.includes('-env-') || value.startsWith(`${plantedMarker}env`)).map(({ resource }) => resource),
  );
  expect(resources).toEqual(new Set(['pods', 'deployments.apps']));
  const applied = world.clusters
    .flatMap((cluster) => cluster.objects.list('secrets'))
    .filter(({ object }) =>
      object.metadata.annotations?.['kubectl.kubernetes.io/last-applied-configuration']?.includes(plantedMarkerBase64),
    );
  expect(applied.length).toBeGreaterThan(0);
});

test('the base64 of every planted value begins with the marker’s', () => {
  for (const { encoded } of world.clusters.flatMap((cluster) => plantedSecrets(cluster)))
    expect(encoded.startsWith(plantedMarkerBase64)).toBe(true);
});

test('no planted value stands where a reader may look: only in Secrets, and in templates with literal environment', () => {
  const allowed = new Set([
    'secrets',
    'pods',
    'deployments.apps',
    'replicasets.apps',
    'cronjobs.batch',
    'jobs.batch',
    'statefulsets.apps',
    'controllerrevisions.apps',
    'stacks.zalando.org',
  ]);
  for (const cluster of world.clusters) {
    for (const resource of growers.keys()) {
      if (allowed.has(resource)) continue;
      const text = JSON.stringify(cluster.objects.list(resource));
      expect(text.includes(plantedMarker) || text.includes(plantedMarkerBase64), resource).toBe(false);
    }
  }
});
