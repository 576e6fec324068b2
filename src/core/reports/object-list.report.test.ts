import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { seededRandom } from '../base/random.ts';
import { objectsJson, objectsYaml } from './object-list.report.ts';
import { yamlText } from './yaml-text.ts';

const object = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'x', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-11-24T12:00:00Z', annotations: { 'a/b': 'yes' } },
  data: { script: '#!/bin/sh\necho "hi"\n', tab: 'a\tb', empty: '', esc: '\x1b[2J\u009b' },
};

describe('objects', () => {
  test('one cluster: kubectl’s List, objects unchanged', () => {
    const q = { oneCluster: true, oneObject: false };
    const list = { apiVersion: 'v1', items: [object, object], kind: 'List', metadata: { resourceVersion: '' } };
    const objects = [
      { cluster: 'a', object },
      { cluster: 'a', object },
    ];
    expect(JSON.parse(objectsJson(objects, q))).toEqual(list);
    expect(parse(objectsYaml(objects, q))).toEqual(list);
    expect(objectsYaml(objects, q).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(parse(objectsYaml([], q))).toEqual({ ...list, items: [] });
    expect(JSON.parse(objectsJson([], q))).toEqual({ ...list, items: [] });
  });

  test('several clusters: an annotation names the cluster of each object', () => {
    const items = (
      JSON.parse(
        objectsJson(
          [
            { cluster: 'a', object },
            { cluster: 'b', object },
          ],
          { oneCluster: false, oneObject: false },
        ),
      ) as { items: (typeof object)[] }
    ).items;
    expect(items.map(({ metadata }) => metadata.annotations)).toEqual([
      { 'a/b': 'yes', 'hindsight/cluster': 'a' },
      { 'a/b': 'yes', 'hindsight/cluster': 'b' },
    ]);
  });

  test('one named object stands alone; the same name in two clusters is a List', () => {
    const q = { oneCluster: true, oneObject: true };
    expect(JSON.parse(objectsJson([{ cluster: 'a', object }], q))).toEqual(object);
    expect(parse(objectsYaml([{ cluster: 'a', object }], q))).toEqual(object);
    expect(
      parse(
        objectsYaml(
          [
            { cluster: 'a', object },
            { cluster: 'b', object },
          ],
          { ...q, oneCluster: false },
        ),
      ),
    ).toMatchObject({ kind: 'List' });
  });
});

describe('yamlText', () => {
  test('looks as kubectl’s', () => {
    expect(yamlText({ b: [{ z: 1, x: ['a'] }, []], a: { on: 'off', none: null, f: 1.5 }, c: 'two\nlines\n', d: '2026-11-24' })).toBe(
      [
        'a:',
        '  f: 1.5',
        '  none: null',
        '  "on": "off"',
        'b:',
        '- x:',
        '  - a',
        '  z: 1',
        '- []',
        'c: |',
        '  two',
        '  lines',
        'd: "2026-11-24"',
        '',
      ].join('\n'),
    );
  });

  test('whatever is written reads back the same, in YAML 1.2 and 1.1', () => {
    const seed = 42;
    const random = seededRandom(seed);
    const pieces = [
      'a',
      ' ',
      '\n',
      ':',
      '#',
      '-',
      '"',
      "'",
      '\\',
      '{',
      '[',
      '&',
      '*',
      '!',
      '|',
      '>',
      '%',
      '@',
      '0',
      '1',
      'e',
      '.',
      '_',
      '~',
      '\t',
      '\u0085',
      '\u2028',
      'é',
      '😀',
      '\x1b',
      '=',
      '<',
      ',',
      '?',
    ];
    const words = [
      'yes',
      'No',
      'null',
      '~',
      '1e3',
      '0x1f',
      '1_000',
      '12:30:45',
      '2026-11-24',
      '.inf',
      '<<',
      '---',
      '...',
      '',
      'true',
      'y',
      '=',
      '- a',
      'a: b',
      'a #b',
      '__proto__x',
    ];
    const text = (): string =>
      random.chance(0.4) ? random.pick(words) : Array.from({ length: random.int(9) }, () => random.pick(pieces)).join('');
    const value = (depth: number): unknown => {
      const kind = random.int(depth > 3 ? 4 : 6);
      if (kind === 0) return random.pick([null, true, false, 0, -1.5, 1e21, 3]);
      if (kind < 4) return text();
      if (kind === 4) return Array.from({ length: random.int(4) }, () => value(depth + 1));
      return Object.fromEntries(Array.from({ length: random.int(4) }, () => [text(), value(depth + 1)]));
    };
    for (let i = 0; i < 2000; i++) {
      const made = { root: value(0) };
      for (const version of ['1.2', '1.1'] as const) {
        const merge = JSON.stringify(made).includes('"<<"');
        if (merge && version === '1.1') continue;
        expect(
          parse(yamlText(made), { version, uniqueKeys: false }),
          `seed ${seed}, case ${i}, ${JSON.stringify(made)}\n${yamlText(made)}`,
        ).toEqual(made);
      }
    }
  });
});
