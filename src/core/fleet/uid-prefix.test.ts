import { expect, test } from 'vitest';
import { fleetFixture, keysOf, widget } from '../../../test/kit/fleet-fixture.ts';

const uuid = '67f98095-d97b-4f5c-b145-47e48b252d2c';

test.each([
  ['67f98095', ['shop/a', 'shop/b']],
  ['67f98095-d97b-4f5c-b145-47e48b252d2c', ['shop/a']],
  ['67f98095-d97b-4f5c-b145-47e48b252d2', ['shop/a', 'shop/b']],
  ['6', ['shop/a', 'shop/b']],
  ['67f980-95', []],
  ['67f98095d', []],
  ['odd-uid', ['shop/c']],
  [`${uuid}0`, []],
  ['ffffffff', ['shop/d']],
  ['00000000-0000', ['shop/e']],
])('rows by the beginning %s of a uid', (prefix, keys) => {
  const { open, shard } = fleetFixture();
  open('c', [
    widget('a', { uid: uuid }),
    widget('b', { uid: uuid.replace(/c$/, 'd') }),
    widget('c', { uid: 'Odd-Uid-1' }),
    widget('d', { uid: 'ffffffff-ffff-4fff-8fff-ffffffffffff' }),
    widget('e', { uid: '00000000-0000-0000-0000-00000000000a' }),
  ]);
  const found = shard();
  expect(keysOf(found, found.byUidPrefix?.(prefix))).toEqual(keys);
});

test('without odd uids nothing is read for a text that begins no uid', () => {
  const { open, shard } = fleetFixture();
  open('c', [widget('a', { uid: uuid })]);
  expect(shard().byUidPrefix?.('not-a-uid').size).toBe(0);
});
