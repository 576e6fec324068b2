import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('.', import.meta.url);

test('SPEC.md: every rule has a test, and every test that names a rule names one that exists', () => {
  const rules = [...readFileSync(new URL('SPEC.md', folder), 'utf8').matchAll(/^- \*\*(F\d+)\*\*/gm)].map((match) => match[1]);
  const tested = readdirSync(folder)
    .filter((name) => name.endsWith('.test.ts'))
    .flatMap((name) => [...readFileSync(new URL(name, folder), 'utf8').matchAll(/\btest\(\s*['`](F\d+):/g)].map((match) => match[1]));
  expect(new Set(rules).size).toBe(rules.length);
  expect([...new Set(tested)].sort()).toEqual([...rules].sort());
});
