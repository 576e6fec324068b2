import { expect, test } from 'vitest';
import { fleetFixture, keysOf, rowOf, widget } from '../../../test/kit/fleet-fixture.ts';

test('F17: equal label sets are one map, whatever the order of their keys', () => {
  const f = fleetFixture();
  f.open('c', [widget('a', { labels: { x: '1', y: '2' } }), widget('b', { labels: { y: '2', x: '1' } }), widget('n')]);
  f.open('d', [widget('a', { labels: { x: '1', y: '2' } })]);
  const [c, d] = [f.shard('c'), f.shard('d')];
  expect(c.labels(rowOf(c, 'a'))).toBe(c.labels(rowOf(c, 'b')));
  expect(c.labels(rowOf(c, 'a'))).toBe(d.labels(rowOf(d, 'a')));
  expect(c.labels(rowOf(c, 'n')).size).toBe(0);
  const [cCodes, dCodes] = [c.labelCodes, d.labelCodes];
  expect(cCodes?.code(rowOf(c, 'b'))).toBe(dCodes?.code(rowOf(d, 'a')));
  expect(cCodes?.code(rowOf(c, 'b'))).not.toBe(cCodes?.code(rowOf(c, 'n')));
  expect(cCodes?.code(rowOf(c, 'b'))).toBeLessThan(cCodes?.size as number);
});

test('F17: a label set is a whole ReadonlyMap', () => {
  const f = fleetFixture();
  f.open('c', [widget('a', { labels: { b: '2', a: '1' } })]);
  const labels = f.shard().labels(rowOf(f.shard(), 'a'));
  const visited: string[][] = [];
  labels.forEach((value, key) => {
    visited.push([key, value]);
  });
  expect([...labels]).toEqual([
    ['a', '1'],
    ['b', '2'],
  ]);
  expect([visited, [...labels.entries()]]).toEqual([[...labels], [...labels]]);
  expect([[...labels.keys()], [...labels.values()], labels.get('a'), labels.get('c'), labels.has('b'), labels.has('2')]).toEqual([
    ['a', 'b'],
    ['1', '2'],
    '1',
    undefined,
    true,
    false,
  ]);
});

test('F17: byLabel finds by key and by value, odd texts included', () => {
  const f = fleetFixture();
  const odd = JSON.parse('{"__proto__":"x","constructor":"","a\\nb":"c"}');
  f.open('c', [widget('odd', { labels: odd }), widget('plain', { labels: { a: 'b\nc', constructor: 'y' } }), widget('none')]);
  const shard = f.shard();
  const found = (key: string, value?: string): string[] => keysOf(shard, shard.byLabel(key, value));
  expect(found('__proto__')).toEqual(['shop/odd']);
  expect(found('__proto__', 'x')).toEqual(['shop/odd']);
  expect(found('constructor')).toEqual(['shop/odd', 'shop/plain']);
  expect(found('constructor', '')).toEqual(['shop/odd']);
  expect(found('a\nb', 'c')).toEqual(['shop/odd']);
  expect(found('a', 'b\nc')).toEqual(['shop/plain']);
  expect([found('toString'), found('a', 'nothing'), found('')]).toEqual([[], [], []]);
  expect([...shard.labels(rowOf(shard, 'odd'))]).toEqual([
    ['__proto__', 'x'],
    ['a\nb', 'c'],
    ['constructor', ''],
  ]);
});

test('F17: labels that are no texts, or no map, are left out', () => {
  const f = fleetFixture();
  const odd = [null, 'text', [], { n: 1, ok: 'yes' }].map((labels, i) => {
    const object = widget(`w${i}`);
    return { ...object, metadata: { ...object.metadata, labels: labels as never } };
  });
  f.open('c', odd);
  const shard = f.shard();
  expect(odd.map((_, i) => [...shard.labels(rowOf(shard, `w${i}`))])).toEqual([[], [], [], [['ok', 'yes']]]);
});

test('F17: a lookup that was answered before knows label sets that came later', () => {
  const f = fleetFixture();
  f.open('c');
  for (let i = 0; i < 200; i++) {
    f.apply('c', { objects: [widget(`w${i}`, { labels: { app: 'a', i: String(i) } })] });
    expect(f.shard().byLabel('app', 'a').size).toBe(i + 1);
  }
});

test('F18: lookups by namespace, owner and node stay right while objects come, move and go, asked rarely or often', () => {
  for (const askEvery of [1, 7, 1000]) {
    const f = fleetFixture();
    f.open('c');
    const model = new Map<string, { namespace: string; owner: string; node: string }>();
    for (let step = 0; step < 400; step++) {
      const name = `w${(step * 7) % 60}`;
      const uid = `${name}-${Math.floor(step / 150)}`;
      if (step % 5 === 4) {
        f.apply('c', { removed: [uid] });
        model.delete(uid);
      } else {
        const place = { namespace: `ns${(step * 7) % 3}`, owner: `o${step % 11}`, node: `n${step % 4}` };
        for (const [other, known] of model)
          if (other !== uid && other.startsWith(`${name}-`) && known.namespace === place.namespace) model.delete(other);
        model.set(uid, place);
        f.apply('c', {
          objects: [widget(name, { uid, namespace: place.namespace, owners: [place.owner, 'all'], spec: { node: place.node } })],
        });
      }
      if (step % askEvery > 0) continue;
      const shard = f.shard();
      const expected = (is: (place: { namespace: string; owner: string; node: string }) => boolean): number =>
        [...model.values()].filter(is).length;
      expect(shard.byNamespace('ns1').size).toBe(expected(({ namespace }) => namespace === 'ns1'));
      expect(shard.byOwner('o3').size).toBe(expected(({ owner }) => owner === 'o3'));
      expect(shard.byOwner('all').size).toBe(model.size);
      expect(shard.byNode('n2').size).toBe(expected(({ node }) => node === 'n2'));
    }
  }
});

test('F18: a held view answers from its own instant, whichever of old and new view builds the index', () => {
  for (const order of ['old first', 'new first', 'between']) {
    const f = fleetFixture();
    f.open(
      'c',
      Array.from({ length: 300 }, (_, i) => widget(`w${i}`, { owners: [`o${i % 3}`], spec: { node: 'n1' } })),
    );
    if (order === 'between') for (let i = 0; i < 5; i++) f.shard().byNode('n1');
    const held = f.shard();
    f.apply('c', { objects: Array.from({ length: 200 }, (_, i) => widget(`w${i}`, { owners: ['o9'], spec: { node: 'n2' } })) });
    const ask = (shard: ReturnType<typeof f.shard>): number[] => {
      let sizes: number[] = [];
      for (let i = 0; i < 5; i++)
        sizes = [shard.byNode('n1').size, shard.byNode('n2').size, shard.byOwner('o0').size, shard.byOwner('o9').size];
      return sizes;
    };
    if (order === 'old first') expect(ask(held)).toEqual([300, 0, 100, 0]);
    expect(ask(f.shard())).toEqual([100, 200, 33, 200]);
    expect(ask(held)).toEqual([300, 0, 100, 0]);
    f.apply('c', { objects: [widget('w299', { owners: ['o9'] })] });
    expect(ask(f.shard())).toEqual([99, 200, 33, 201]);
  }
});
