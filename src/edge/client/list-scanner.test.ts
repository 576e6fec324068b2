import { describe, expect, test } from 'vitest';
import { type Random, seededRandom } from '../../core/base/random.ts';
import { cutManagedFields } from '../../core/kube/managed-fields.ts';
import { maskObject } from '../../core/kube/masking.ts';
import type { KubeObject } from '../../core/kube/object.ts';
import type { ListItem } from './api-server.ts';
import { ItemReader } from './item-reader.ts';
import { type ListFrame, ListScanner } from './list-scanner.ts';

function scan(text: string, q: { chunk?: number; max?: number } = {}): { items: ListItem[]; frame: ListFrame } {
  const bytes = Buffer.from(text);
  const scanner = new ListScanner(new ItemReader(), { maxObjectBytes: q.max ?? 1_000_000, inputBytes: 256 });
  const items: ListItem[] = [];
  const size = q.chunk ?? 1_000;
  for (let at = 0; at < bytes.length; at += size) {
    scanner.add(bytes.subarray(at, at + size));
    items.push(...scanner.take());
  }
  items.push(...scanner.finish());
  return { items, frame: scanner.frame() };
}

/** What the scanner must yield, by the slow way. */
function expected(items: readonly unknown[], kind?: string): KubeObject[] {
  return items.map((item) => {
    const object = structuredClone(item) as KubeObject & { kind?: string };
    if (kind !== undefined && object.kind === undefined) Object.assign(object, { kind, apiVersion: 'v1' });
    cutManagedFields(object.metadata);
    maskObject(object);
    return object;
  });
}

const nasty = [
  'plain',
  '}]},"spec":{',
  '"managedFields":[{"',
  '},{"metadata":{"name":"',
  '\\',
  '"',
  'ümlaut 日本 🚀',
  ']',
  '}]}',
  '\u2028',
  '"fieldsType":"FieldsV1","fieldsV1":{',
  '',
  '{"env":[{"name":"TOKEN","value":"v"}]}',
];

function fields(random: Random, depth = 0): object {
  const keys = Array.from(
    { length: random.int(4) },
    (_, i) => `${random.pick(['f:a', 'k:{"name":"x"}', 'v:"y"', '.', `f:${random.pick(nasty)}`])}${i}`,
  );
  return Object.fromEntries(keys.map((key) => [key, depth < 3 && random.chance(0.5) ? fields(random, depth + 1) : {}]));
}

function entry(random: Random, sorted: boolean): object {
  const subresource = random.chance(0.4) ? { subresource: 'status' } : {};
  const body = { fieldsType: 'FieldsV1', fieldsV1: fields(random) };
  const time = random.chance(0.9) ? { time: '2026-01-01T00:00:00Z' } : {};
  if (random.chance(0.05)) return { manager: 'empty', operation: 'Update' };
  const manager = random.chance(0.1) ? random.pick(nasty) : 'kubelet';
  if (sorted) return { apiVersion: 'v1', ...body, manager, operation: 'Update', ...subresource, ...time };
  return { manager, operation: 'Update', apiVersion: 'v1', ...time, ...body, ...subresource };
}

function item(random: Random, q: { sorted: boolean; i: number }): object {
  const managedFields = random.chance(0.8) ? { managedFields: Array.from({ length: random.int(4) }, () => entry(random, q.sorted)) } : {};
  const annotations = random.chance(0.5) ? { annotations: { a: random.pick(nasty), b: random.pick(nasty) } } : {};
  const names = { name: `n${q.i}`, namespace: random.pick(['a', 'b']) };
  const metadata = q.sorted
    ? { ...annotations, ...managedFields, ...names, uid: `u${q.i}` }
    : { ...names, uid: `u${q.i}`, ...annotations, ...managedFields };
  const env = [{ name: random.pick(['TOKEN', 'LEVEL']), value: random.pick(nasty) }];
  const spec = random.chance(0.8)
    ? {
        spec: {
          containers: [{ env }],
          note: random.pick(nasty),
          templates: [{ metadata: { name: 'inner' } }, { metadata: { name: 'inner2' } }],
        },
      }
    : {};
  return q.sorted ? { apiVersion: 'g/v1', kind: 'Thing', metadata, ...spec } : { metadata, ...spec };
}

const parse = (bytes: Uint8Array): unknown => JSON.parse(Buffer.from(bytes).toString('utf8'));

describe('cutting and masking bytes equals cutting and masking objects', () => {
  const seed = Math.floor(Math.random() * 1e9);
  test.each([
    ['in Go order', false],
    ['in sorted order', true],
  ])(`%s (seed ${seed})`, (_, sorted) => {
    const random = seededRandom(seed);
    for (let round = 0; round < 150; round++) {
      const items = Array.from({ length: random.int(30) }, (_x, i) => item(random, { sorted, i }));
      const frame = { metadata: { resourceVersion: '5', continue: 'c' } };
      const list = sorted
        ? { apiVersion: 'g/v1', items, kind: 'ThingList', ...frame }
        : { kind: 'PodList', apiVersion: 'v1', ...frame, items };
      const space = random.chance(0.1) ? 2 : undefined;
      const text = JSON.stringify(list, undefined, space) + (random.chance(0.5) ? '\n' : '');
      const answer = scan(text, { chunk: 1 + random.int(3_000) });
      const wanted = expected(items, sorted ? undefined : 'Pod');
      expect(answer.items.map((found) => found.object)).toEqual(wanted);
      expect(answer.frame).toMatchObject({ resourceVersion: '5', continue: 'c', kind: sorted ? 'ThingList' : 'PodList' });
      for (const [i, found] of answer.items.entries())
        expect({ kind: wanted[i]?.kind, apiVersion: wanted[i]?.apiVersion, ...(parse(found.bytes) as object) }).toEqual(wanted[i]);
    }
  });
});

const podList = (items: string): string => `{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"5"},"items":${items}}`;

describe('lists of other shapes', () => {
  test.each([['[]'], ['null'], [' [ ] ']])('no items as %s', (items) => {
    for (const chunk of [1, 7, 1_000]) expect(scan(podList(items), { chunk }).items).toEqual([]);
  });

  test('an item without managed fields between others does not swallow its neighbour', () => {
    const fat = '{"metadata":{"name":"a","managedFields":[{"manager":"m","fieldsType":"FieldsV1","fieldsV1":{"f:x":{}}}]},"spec":{}}';
    const lean = '{"metadata":{"name":"b"},"spec":{}}';
    const { items } = scan(podList(`[${[lean, fat, lean, lean, fat].join(',')}]`));
    expect(items.map(({ object }) => object.metadata.name)).toEqual(['b', 'a', 'b', 'b', 'a']);
    expect(JSON.stringify(items.map(({ object }) => object))).not.toContain('f:x');
  });

  test.each([
    '',
    '{',
    '{"kind":"PodList"',
    podList('[{"metadata":{"name":"a"}}').slice(0, -1),
    podList('[{"metadata":{"name":"a"},'),
    '{"items":[]',
  ])('cut short: %s', (text) => expect(() => scan(text)).toThrow(expect.objectContaining({ name: 'ApiFailure' })));

  test.each(['[]', '"x"', '<html>', '{"kind":"Status"}', '{"items":[1,2]}', '{"items":["a"]}', podList('[{"metadata":}]')])(
    'no list: %s',
    (text) => expect(() => scan(text)).toThrow(expect.objectContaining({ name: 'ApiFailure' })),
  );

  test('an object that never ends is refused at the limit', () => {
    const text = podList(`[{"metadata":{"name":"${'x'.repeat(5_000)}`);
    expect(() => scan(text, { max: 2_000, chunk: 100 })).toThrow(/larger than/);
  });

  test('names like __proto__ are data', () => {
    const { items } = scan(podList('[{"metadata":{"name":"a","labels":{"__proto__":"x"}},"__proto__":{"kind":"Secret"}}]'));
    expect(Object.keys(items[0]?.object.metadata.labels ?? {})).toEqual(['__proto__']);
    expect(items[0]?.object.kind).toBe('Pod');
  });

  test('items of a batch are views of one buffer that holds nothing unmasked', () => {
    const pods = Array.from(
      { length: 2_000 },
      (_, i) => `{"metadata":{"name":"p${i}"},"spec":{"containers":[{"env":[{"name":"TOKEN","value":"planted-${i}"}]}]}}`,
    );
    const { items } = scan(podList(`[${pods.join(',')}]`), { chunk: 1_000_000 });
    expect(items).toHaveLength(2_000);
    for (const { bytes } of items) expect(Buffer.from(bytes.buffer).includes('planted')).toBe(false);
  });
});
