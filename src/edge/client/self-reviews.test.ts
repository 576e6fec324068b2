import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const source = join(import.meta.dirname, '../..');

test('nothing but self-reviews sends anything else than GET to an API server', () => {
  const files = globSync(['edge/{client,collector,config,storage}/**/*.ts', 'apps/server/**/*.ts'], { cwd: source }).filter(
    (file) => !file.endsWith('.test.ts'),
  );
  expect(files.length).toBeGreaterThan(50);
  const writing = files.filter((file) => /['"`](POST|PUT|PATCH|DELETE)['"`]/.test(readFileSync(join(source, file), 'utf8')));
  // The server's own routes are not requests to clusters, and tokens come from an identity provider.
  const elsewhere = (file: string): boolean => file.startsWith('apps/server/routes/') || file === 'edge/client/oidc-credentials.ts';
  expect(writing.filter((file) => !elsewhere(file))).toEqual(['edge/client/self-reviews.ts']);
});

test('and those send it to two fixed paths that store nothing', () => {
  const text = readFileSync(join(source, 'edge/client/self-reviews.ts'), 'utf8');
  expect([...text.matchAll(/'(\/apis?\/[^']*)'/g)].map(([, path]) => path)).toEqual([
    '/apis/authentication.k8s.io/v1/selfsubjectreviews',
    '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
  ]);
});
