import { expect, test } from 'vitest';
import { requestUrl } from './request-format.ts';

test.each([
  ['/clusters/_all/nodes?limit=1', '/clusters/_all/nodes', '?limit=1'],
  ['//evil.example/x', '//evil.example/x', ''],
  ['//[', '//[', ''],
  ['http://evil.example/x', '/http://evil.example/x', ''],
])('%s is a path on this server', (url, pathname, search) => {
  expect(requestUrl({ url })).toMatchObject({ host: 'local', pathname, search });
});
