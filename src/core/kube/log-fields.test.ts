import { expect, test } from 'vitest';
import { logFields } from './log-fields.ts';

test('level and message first, everything else behind, the time left out', () => {
  expect(logFields('{"ts":"2026-11-24T23:37:26Z","level":"warn","msg":"slow","ms":812,"path":"/api"}')).toEqual({
    level: 'WARN',
    message: 'slow',
    rest: [
      ['ms', '812'],
      ['path', '/api'],
    ],
  });
  expect(logFields('{"level":50,"time":1700000000000,"msg":"x","err":{"code":1}}')).toEqual({
    level: 'ERROR',
    message: 'x',
    rest: [['err', '{"code":1}']],
  });
  expect(logFields('{"severity":"ERROR","message":"boom"}')?.level).toBe('ERROR');
});

test('what is no JSON object with a message stays as it is', () => {
  for (const text of ['', 'hello', '{}', '{"a":1}', '[{"msg":"x"}]', '{"msg":"x"', '{"msg":5}', 'x {"msg":"x"}', '"{}"'])
    expect(logFields(text)).toBeUndefined();
});

test('hostile keys are keys', () => {
  expect(logFields('{"msg":"x","__proto__":{"polluted":1},"constructor":2}')?.rest).toEqual([
    ['__proto__', '{"polluted":1}'],
    ['constructor', '2'],
  ]);
});
