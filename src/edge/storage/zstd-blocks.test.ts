import { expect, test } from 'vitest';
import { seededRandom } from '../../core/base/random.ts';
import { jsonCodec } from './json-codec.ts';
import { zstdBlocks } from './zstd-blocks.ts';

test('a block gives back what was packed: no object, empty ones, large ones, random bytes', () => {
  const seed = 'blocks';
  const random = seededRandom(seed);
  const blocks = zstdBlocks();
  for (let round = 0; round < 60; round++) {
    const objects = Array.from({ length: random.int(40) }, () => {
      const length = random.pick([0, 1, 100, 3000, random.int(50_000)]);
      const byte = random.chance(0.5) ? (): number => 120 : (): number => random.int(256);
      return Uint8Array.from({ length }, byte);
    });
    const unpacked = blocks.unpack(blocks.pack(objects));
    expect([seed, round, unpacked.map((object) => Buffer.from(object).toString('hex'))]).toEqual([
      seed,
      round,
      objects.map((object) => Buffer.from(object).toString('hex')),
    ]);
  }
});

test('a block holds no more memory than its own bytes, and may lie anywhere in a larger buffer', () => {
  const blocks = zstdBlocks({ level: 3 });
  const objects = [new Uint8Array([1, 2, 3]), new Uint8Array(1000)];
  const block = blocks.pack(objects);
  expect(block.buffer.byteLength).toBe(block.byteLength);
  const moved = new Uint8Array(block.byteLength + 7);
  moved.set(block, 5);
  expect(blocks.unpack(moved.subarray(5, 5 + block.byteLength)).map((object) => [...object.subarray(0, 3)])).toEqual([
    [1, 2, 3],
    [0, 0, 0],
  ]);
});

test('a damaged block throws', () => {
  const blocks = zstdBlocks();
  const block = blocks.pack([new Uint8Array(5000).fill(7)]);
  for (const damaged of [block.subarray(0, 10), block.slice().fill(0, 4, 9)]) expect(() => blocks.unpack(damaged)).toThrow();
});

test('forty similar objects pack to less than a fifth', () => {
  const objects = Array.from({ length: 40 }, (_, i) =>
    jsonCodec.encode({
      metadata: { name: `web-${i}`, uid: `u${i}`, resourceVersion: `${i}` },
      spec: { image: 'registry.example.org/shop/web:1.2.3', args: ['--one', '--two', '--three'] },
    }),
  );
  const raw = objects.reduce((sum, object) => sum + object.byteLength, 0);
  expect(zstdBlocks().pack(objects).byteLength).toBeLessThan(raw / 5);
});

test('objects come back from bytes, wherever those lie', () => {
  const object = { metadata: { name: 'ä€😀', uid: 'u', resourceVersion: '1' }, n: [1.5, null, true, ''] };
  const bytes = jsonCodec.encode(object);
  const moved = new Uint8Array(bytes.byteLength + 9);
  moved.set(bytes, 4);
  expect(jsonCodec.decode(moved.subarray(4, 4 + bytes.byteLength))).toEqual(object);
  expect(() => jsonCodec.decode(bytes.subarray(1))).toThrow(SyntaxError);
});
