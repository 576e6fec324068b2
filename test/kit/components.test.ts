import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { cacheFolder, findComponents } from '../../tools/components.ts';

const folder = mkdtempSync(join(tmpdir(), 'hindsight-components-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the real components', () => {
  test('KUBEBUILDER_ASSETS comes first, and says what it lacks', () => {
    for (const name of ['etcd', 'kube-apiserver']) writeFileSync(join(folder, name), '');
    expect(findComponents({ KUBEBUILDER_ASSETS: folder, HINDSIGHT_CACHE: '/nowhere' })).toEqual({
      missing: `KUBEBUILDER_ASSETS=${folder} has no kubectl`,
    });
    writeFileSync(join(folder, 'kubectl'), '');
    expect(findComponents({ KUBEBUILDER_ASSETS: folder, HINDSIGHT_CACHE: '/nowhere' })).toEqual({ folder });
  });

  test('what is not built says how it is built', () => {
    const found = findComponents({ HINDSIGHT_CACHE: join(folder, 'empty') });
    expect('missing' in found && found.missing).toMatch(/etcd, kube-apiserver, kubectl not built yet; `node tools\/components.ts`/);
  });

  test('the cache folder is $HINDSIGHT_CACHE, else below $XDG_CACHE_HOME, else below the home folder', () => {
    expect(cacheFolder({ HINDSIGHT_CACHE: '/a', XDG_CACHE_HOME: '/b' })).toBe('/a');
    expect(cacheFolder({ XDG_CACHE_HOME: '/b' })).toBe('/b/hindsight');
    expect(cacheFolder({})).toMatch(/\.cache\/hindsight$/);
  });
});
