import { describe, expect, test } from 'vitest';
import { mergeKubeconfigs } from './kubeconfig-file.ts';
import { parseKubeconfig } from './parse-kubeconfig.ts';

const good = `
apiVersion: v1
kind: Config
current-context: b
clusters:
- name: c1
  cluster: {server: https://c1}
users:
- {name: u1, user: {token: t}}
contexts:
- name: b
  context: {cluster: c1, user: u1}
- name: a
  context: {cluster: c1, user: u1, namespace: n}
- name: 1234
`;

test('entries by name, contexts in the order of the file, each with its place', () => {
  const config = parseKubeconfig(good, 'f');
  expect([...config.contexts.keys()]).toEqual(['b', 'a', '1234']);
  expect(config.contexts.get('a')).toEqual({
    name: 'a',
    content: { cluster: 'c1', user: 'u1', namespace: 'n' },
    place: { file: 'f', line: 13, column: 3 },
  });
  expect(config.currentContext).toBe('b');
  expect(parseKubeconfig(JSON.stringify({ contexts: [{ name: 'j', context: { cluster: 'c' } }] }), 'f').contexts.get('j')?.content).toEqual(
    { cluster: 'c' },
  );
});

test.each(['', '# nothing\n', 'null', 'apiVersion: v1', 'contexts: null', 'contexts:'])('%j is an empty kubeconfig', (text) => {
  expect(parseKubeconfig(text, 'f').contexts.size).toBe(0);
});

describe('errors name file, line, column and reason', () => {
  test.each([
    ['a: [1, 2\nb: 3', /^f:\d+:\d+: not valid YAML/],
    ['clusters:\n\t- name: x', /^f:2:1: not valid YAML/],
    ['- 1', /^f:1:1: a kubeconfig is a map/],
    ['just text', /^f:1:1: a kubeconfig is a map/],
    ['contexts: {a: b}', /^f:1:11: "contexts" must be a list/],
    ['contexts:\n- 7', /^f:2:3: an entry of "contexts" must be a map/],
    ['contexts:\n- context: {}', /^f:2:3: an entry of "contexts" has no name/],
    ['contexts:\n- name: x\n  context: text', /^f:3:12: "context" of "x" must be a map/],
    ['contexts:\n- name: x\n  context: {}\n- name: x\n  context: {}', /^f:4:3: context "x" is there twice \(first in line 2\)/],
  ])('%j', (text, message) => {
    expect(() => parseKubeconfig(text, 'f')).toThrow(
      expect.objectContaining({ code: 'kubeconfig-invalid', message: expect.stringMatching(message) }),
    );
  });

  test('no content of the file is quoted in a YAML error: it may be a token', () => {
    expect(() => parseKubeconfig('users:\n- name: x\n  user: {token: abc-secret\n', 'f')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('abc-secret') }),
    );
  });
});

test('of several files the first that names something wins', () => {
  const first = parseKubeconfig('contexts: [{name: a, context: {cluster: one}}]', 'first');
  const second = parseKubeconfig(
    'current-context: b\ncontexts: [{name: a, context: {cluster: two}}, {name: b, context: {cluster: two}}]',
    'second',
  );
  const merged = mergeKubeconfigs([first, second]);
  expect([...merged.contexts.values()].map((entry) => [entry.name, entry.content.cluster, entry.place.file])).toEqual([
    ['a', 'one', 'first'],
    ['b', 'two', 'second'],
  ]);
  expect(merged.currentContext).toBe('b');
});
