import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { KeptNews } from '../../core/fleet/kept-records.ts';
import { StateBroken, StateFile, StateHeld } from './state-file.ts';
import { defaultStateFolder, prepareStateFolder } from './state-folder.ts';
import type { OpenState, PieceBytes } from './state-messages.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hindsight-state-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const how = (some: Partial<OpenState> = {}): OpenState => ({ folder, maxBytes: 2 ** 26, program: 'test 1', startOver: false, ...some });

function piece(id: number, bytes = 5000): PieceBytes {
  return {
    id,
    resource: 'pods',
    rows: 3,
    columns: Uint8Array.from({ length: bytes }, (_, i) => (i * id) & 255),
    objects: new Uint8Array([1, 2, 3, 4, 5, 6]),
    layout: new Uint32Array([1, 2, 2, 3, 1]),
  };
}

function news(some: Partial<KeptNews> = {}): KeptNews {
  return { atMs: 5, shards: [], droppedShards: [], clusters: [], droppedClusters: [], droppedPieces: [], ...some };
}

const none = new Uint32Array(0);
const ids = (file: StateFile): number[] => [...file.read()].map(({ id }) => id);

test('what was committed is there again; what was not is not', () => {
  const file = StateFile.open(how());
  file.piece(piece(1));
  file.piece(piece(2));
  file.commit(news({ atMs: 77 }), new Uint32Array([1, 0, 1, 2]));
  file.piece(piece(3));
  file.close();
  const again = StateFile.open(how());
  expect(again.opened).toMatchObject({ atMs: 77, program: 'test 1', pieces: 2, notes: [] });
  const [first, second] = [...again.read()];
  expect(first?.columns).toEqual(piece(1).columns);
  expect(first?.dead?.[0]).toBe(0b101);
  expect(second?.dead).toBeUndefined();
  again.commit(news({ droppedPieces: [1] }), none);
  expect(ids(again)).toEqual([2]);
  again.close();
});

test('one process at a time: the second is told who has it', () => {
  const file = StateFile.open(how());
  expect(() => StateFile.open(how())).toThrow(StateHeld);
  expect(() => StateFile.open(how())).toThrow(`process ${process.pid} since`);
  file.close();
  StateFile.open(how()).close();
});

test('files are ours alone, and the folder too', () => {
  const file = StateFile.open(how());
  file.piece(piece(1));
  file.commit(news(), none);
  for (const name of readdirSync(folder)) expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600]);
  expect(readdirSync(folder)).toContain('state.db-wal');
  file.close();
  chmodSync(folder, 0o755);
  prepareStateFolder(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test('a folder that others use is refused, and so is one of somebody else', () => {
  writeFileSync(join(folder, 'thesis.tex'), '');
  chmodSync(folder, 0o755);
  expect(() => prepareStateFolder(folder)).toThrow('holds more than our files ("thesis.tex")');
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(() => prepareStateFolder(file)).toThrow(/state folder .*file/);
  const link = join(folder, 'link');
  symlinkSync('/', link);
  expect(() => prepareStateFolder(link)).toThrow('is no folder');
  const us = process.getuid;
  process.getuid = () => 4711;
  try {
    expect(() => prepareStateFolder(folder)).toThrow(/belongs to user \d+, we are 4711/);
  } finally {
    process.getuid = us as () => number;
  }
});

test('the folder of the platform', () => {
  const linux = { platform: 'linux', home: '/home/a' } as const;
  expect(defaultStateFolder({ XDG_STATE_HOME: '/s' }, linux)).toBe('/s/hindsight');
  expect(defaultStateFolder({ XDG_STATE_HOME: 'relative', HOME: '/home/b' }, linux)).toBe('/home/b/.local/state/hindsight');
  expect(defaultStateFolder({}, linux)).toBe('/home/a/.local/state/hindsight');
  expect(defaultStateFolder({}, { platform: 'darwin', home: '/Users/a' })).toBe('/Users/a/Library/Application Support/hindsight');
});

const committed = (): void => {
  const file = StateFile.open(how());
  for (let id = 1; id <= 20; id++) file.piece(piece(id));
  file.commit(news(), none);
  file.close();
};
const path = (): string => join(folder, 'state.db');
const instead = (make: () => void): void => {
  rmSync(path());
  make();
};
const sql = (text: string): void => {
  const database = new DatabaseSync(path());
  database.exec(text);
  database.close();
};

test.each<[string, () => void, RegExp]>([
  ['no database', () => writeFileSync(path(), 'not a database, only long enough to be taken for one'.repeat(99)), /damaged/],
  ['a torn one', () => truncateSync(path(), 5000), /damaged|not readable/],
  ["somebody else's", () => instead(() => sql('CREATE TABLE mail (a)')), /it is not ours/],
  ['a newer one', () => sql('PRAGMA user_version = 99'), /format 99, newer than ours/],
  ['an older one', () => sql('PRAGMA user_version = 0'), /format 0, older than ours/],
  ['one of another byte order', () => sql("UPDATE meta SET value = 'BE' WHERE name = 'byteOrder'"), /byte order/],
  ['one without its tables', () => sql('DROP TABLE shard'), /damaged/],
  ['one with a record that is no JSON', () => sql("INSERT INTO shard VALUES (1, '{')"), /not readable/],
  ['a folder', () => instead(() => mkdirSync(path())), /no file/],
  ['a link', () => instead(() => symlinkSync('/etc/passwd', path())), /no file/],
])('%s is set aside with a word, and a new one begun', (_, spoil, reason) => {
  committed();
  spoil();
  const file = StateFile.open(how());
  expect(file.opened.notes).toEqual([expect.stringMatching(reason)]);
  expect(file.opened).toMatchObject({ atMs: 0, pieces: 0 });
  file.piece(piece(1));
  file.commit(news(), none);
  expect(ids(file)).toEqual([1]);
  file.close();
  expect(readdirSync(folder).filter((name) => name.startsWith('state.db.aside-'))).toHaveLength(1);
  expect(lstatSync('/etc/passwd').isFile()).toBe(true);
});

test('a piece whose bytes changed is found out', () => {
  committed();
  sql('UPDATE piece SET objects = zeroblob(40) WHERE id = 7');
  const file = StateFile.open(how());
  expect(() => ids(file)).toThrow(StateBroken);
  expect(file.setAside('found out')).toMatch(/^state.db was set aside as state.db.aside-.*: found out$/);
  expect(existsSync(path())).toBe(false);
});

test('of files that were set aside the last three are kept', () => {
  for (let i = 0; i < 6; i++) writeFileSync(join(folder, `state.db.aside-2020-01-0${i + 1}`), '');
  writeFileSync(path(), 'nonsense'.repeat(500));
  StateFile.open(how()).close();
  const aside = readdirSync(folder).filter((name) => name.startsWith('state.db.aside-'));
  expect(aside).toHaveLength(3);
  expect(aside.some((name) => name > 'state.db.aside-2021')).toBe(true);
});

test('a full disk refuses a commit whole, and the next goes on when there is room again', () => {
  const file = StateFile.open(how({ maxBytes: 1024 }));
  file.piece(piece(1));
  file.commit(news({ atMs: 1 }), none);
  // Stands for the disk: the file may not grow any more.
  file.piece({ ...piece(2), objects: crypto.getRandomValues(new Uint8Array(60_000)), layout: new Uint32Array([1, 60_000]) });
  for (let id = 3; id < 400; id++)
    file.piece({ ...piece(id), objects: crypto.getRandomValues(new Uint8Array(60_000)), layout: new Uint32Array([1, 60_000]) });
  expect(() => file.commit(news({ atMs: 2 }), new Uint32Array([1, 1]))).toThrow(/full/);
  expect(file.isLost).toBe(false);
  expect([...file.read()].map(({ id, dead }) => [id, dead])).toEqual([[1, undefined]]);
  file.piece(piece(3));
  file.commit(news({ atMs: 3 }), none);
  expect(ids(file)).toEqual([1, 3]);
  file.close();
});

test('a folder that vanished is noticed before a commit is believed', () => {
  const file = StateFile.open(how());
  rmSync(folder, { recursive: true });
  file.piece(piece(1));
  expect(() => file.commit(news(), none)).toThrow('gone');
  expect(file.isLost).toBe(true);
  file.close();
});

test('started over: what was there stays until the first commit replaces it', () => {
  committed();
  const file = StateFile.open(how({ startOver: true }));
  expect(file.opened).toMatchObject({ atMs: 0, pieces: 0, shards: [] });
  file.close();
  const again = StateFile.open(how());
  expect(ids(again)).toHaveLength(20);
  again.close();
});

test('freed room is given back', () => {
  const file = StateFile.open(how());
  const big = (id: number): PieceBytes => ({
    ...piece(id),
    objects: crypto.getRandomValues(new Uint8Array(60_000)),
    layout: new Uint32Array([1, 60_000]),
  });
  for (let id = 1; id <= 400; id++) file.piece(big(id));
  file.commit(news(), none);
  const before = file.size;
  file.commit(news({ droppedPieces: Array.from({ length: 390 }, (_, i) => i + 1) }), none);
  for (let i = 0; i < 10; i++) file.commit(news(), none);
  expect(file.size.liveBytes).toBeLessThan(before.liveBytes / 10);
  file.close();
  expect(statSync(path()).size).toBeLessThan(before.bytes / 2);
  expect(readFileSync(path()).subarray(0, 15).toString()).toBe('SQLite format 3');
});
