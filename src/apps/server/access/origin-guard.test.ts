import { expect, test } from 'vitest';
import { originGuard } from './origin-guard.ts';

const guard = originGuard({});

test.each(['127.0.0.1:8080', 'localhost', 'LOCALHOST:1', '[::1]:8080'])('answers to %s', (host) => {
  expect(() => guard({ host })).not.toThrow();
  expect(() => guard({ host, origin: `http://${host}` })).not.toThrow();
});

test.each([undefined, 'evil.example', '127.0.0.1.evil.example:8080', 'localhost.evil.example'])('does not answer to %s', (host) => {
  expect(() => guard({ host })).toThrow(/does not answer to the name/);
});

test.each(['http://evil.example', 'null', 'http://127.0.0.1:9999'])('a page of %s may not ask', (origin) => {
  expect(() => guard({ host: '127.0.0.1:8080', origin })).toThrow(/may not ask this server/);
});
