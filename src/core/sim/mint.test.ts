import { expect, test } from 'vitest';
import { mintFor } from './mint.ts';

const mint = mintFor({ seed: 1, cluster: 'shop-prod-1', baseVersion: 90_000_000 });

test('uids are version 4 UUIDs, unique over 200,000 names, and depend on name, resource, cluster and life', () => {
  const seen = new Set<string>();
  for (let i = 0; i < 200_000; i++) seen.add(mint.uid('pods', `default/app-${i}`));
  expect(seen.size).toBe(200_000);
  expect([...seen].slice(0, 1000).every((uid) => /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(uid))).toBe(true);
  const uid = mint.uid('pods', 'default/a');
  const other = mintFor({ seed: 1, cluster: 'shop-prod-2', baseVersion: 90_000_000 });
  expect(
    new Set([
      uid,
      mint.uid('pods', 'default/b'),
      mint.uid('nodes', 'default/a'),
      mint.uid('pods', 'default/a', 5),
      other.uid('pods', 'default/a'),
    ]).size,
  ).toBe(5);
  expect(mint.uid('pods', 'default/a')).toBe(uid);
});

test('versions lie below the version that the cluster starts at', () => {
  for (let i = 0; i < 1000; i++) {
    const version = Number(mint.version('pods', `default/app-${i}`));
    expect(version).toBeGreaterThan(0);
    expect(version).toBeLessThan(90_000_000);
  }
});

test('digests are 64 hexadecimal digits of their own', () => {
  expect(mint.digest('a')).toMatch(/^[\da-f]{64}$/);
  expect(mint.digest('a')).not.toBe(mint.digest('b'));
});
