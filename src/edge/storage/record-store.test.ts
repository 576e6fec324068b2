import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { recordStore } from './record-store.ts';
import { StatePort } from './state-port.ts';

let folder: string;
let port: StatePort;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hindsight-records-'));
  port = await opened();
});
afterEach(async () => {
  await port.close(5000);
  rmSync(folder, { recursive: true, force: true });
});

async function opened(): Promise<StatePort> {
  const made = new StatePort();
  const answer = await made.ask({ type: 'open', open: { folder, maxBytes: 2 ** 24, program: 'test', startOver: false } }, 10_000);
  expect(answer.type).toBe('opened');
  return made;
}

test('what a transaction wrote is there after a restart; what one that failed wrote is not', async () => {
  const records = recordStore(port);
  await records.tx(async (tx) => {
    await tx.put('findings', 'a/1', { text: 'ä😀', n: 1 });
    await tx.put('findings', 'a/2', null);
  });
  await expect(
    records.tx(async (tx) => {
      await tx.put('findings', 'a/3', 3);
      await tx.delete('findings', 'a/1');
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  await port.close(5000);
  port = await opened();
  const again = recordStore(port);
  expect(await again.tx((tx) => tx.get('findings', 'a/1'))).toEqual({ text: 'ä😀', n: 1 });
  expect(await again.tx((tx) => tx.get('findings', 'a/3'))).toBeUndefined();
  expect(await again.tx((tx) => tx.get('other', 'a/1'))).toBeUndefined();
  expect(statSync(join(folder, 'records.db')).mode & 0o777).toBe(0o600);
});

test('a scan goes in order of keys, by prefix, and on from where the last one ended', async () => {
  const records = recordStore(port);
  await records.tx(async (tx) => {
    for (const key of ['b/1', 'a/2', 'a/10', 'a/1', 'a/😀', 'a']) await tx.put('t', key, key);
  });
  const keys = async (q: Parameters<Parameters<Parameters<typeof records.tx>[0]>[0]['scan']>[1]): Promise<string[]> =>
    (await records.tx((tx) => tx.scan('t', q))).map(({ key }) => key);
  expect(await keys({})).toEqual(['a', 'a/1', 'a/10', 'a/2', 'a/😀', 'b/1']);
  expect(await keys({ prefix: 'a/' })).toEqual(['a/1', 'a/10', 'a/2', 'a/😀']);
  expect(await keys({ prefix: 'a/', limit: 2 })).toEqual(['a/1', 'a/10']);
  expect(await keys({ prefix: 'a/', after: 'a/10' })).toEqual(['a/2', 'a/😀']);
});

test('transactions that are begun together run one after the other', async () => {
  const records = recordStore(port);
  await Promise.all(
    Array.from({ length: 20 }, () =>
      records.tx(async (tx) => {
        const n = ((await tx.get('t', 'count')) as number | undefined) ?? 0;
        await tx.put('t', 'count', n + 1);
      }),
    ),
  );
  expect(await records.tx((tx) => tx.get('t', 'count'))).toBe(20);
});

test('a transaction that is over can do nothing any more', async () => {
  const records = recordStore(port);
  const kept = await records.tx(async (tx) => tx);
  await expect(kept.put('t', 'a', 1)).rejects.toThrow('over');
});
