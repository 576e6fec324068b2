import {
  chmodSync,
  closeSync,
  constants,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { endianness } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { crc32, constants as zlib, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { KeptCluster, KeptNews, KeptShard } from '../../core/fleet/kept-records.ts';
import { neededRank } from './dropping-order.ts';
import { packedObjects } from './piece-bytes.ts';
import type { OpenedState, OpenState, PieceBytes, ReadPiece } from './state-messages.ts';
import { zstdBlocks } from './zstd-blocks.ts';

/** `HSDS`: says that a database is ours. */
const applicationId = 0x48534453;
/** Grows with every change of what is in the file. */
const formatVersion = 1;
const pageBytes = 8192;
/** Files that were set aside are kept so many, for whoever wants to know why. */
const mostAside = 3;
/** Bits for the rows of a piece. */
const deadBytes = 128;

const schema = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE cluster (id TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
  CREATE TABLE shard (sid INTEGER PRIMARY KEY, record TEXT NOT NULL) STRICT;
  CREATE TABLE piece (id INTEGER PRIMARY KEY, resource TEXT NOT NULL, rows INTEGER NOT NULL, checksum INTEGER NOT NULL,
    raw INTEGER NOT NULL, columns BLOB NOT NULL, objects BLOB NOT NULL) STRICT;
  CREATE TABLE dead (piece INTEGER PRIMARY KEY, rows BLOB NOT NULL) STRICT;
`;

/** Thrown when another process has the file. */
export class StateHeld extends Error {
  override readonly name = 'StateHeld';
}

/** Thrown when what is in the file cannot be used. */
export class StateBroken extends Error {
  override readonly name = 'StateBroken';
}

/**
 * The kept fleet in one SQLite file, written by transactions and locked for as long as it is open.
 *
 * Everything is synchronous: it lives in a thread of its own. Numbers in it are little-endian, every piece has a checksum.
 * A file that is torn, foreign, newer or older is renamed to `state.db.aside-<time>` and a new one begun.
 */
export class StateFile {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #inode: number;
  readonly #insertPiece: StatementSync;
  readonly #insertDead: StatementSync;
  readonly #blocks = zstdBlocks();
  readonly #open: OpenState;
  readonly #dead = new Map<number, Uint8Array>();
  #wipe: boolean;
  #waiting: PieceBytes[] = [];
  readonly opened: OpenedState;

  /** Opens or begins the file. Throws StateHeld, StateBroken, or what the file system says. */
  private constructor(open: OpenState, notes: readonly string[]) {
    this.#open = open;
    this.#wipe = open.startOver;
    this.#path = statePath(open.folder);
    // SQLite gives its log the rights of the file itself.
    closeSync(openSync(this.#path, constants.O_CREAT | constants.O_RDWR | constants.O_NOFOLLOW, 0o600));
    chmodSync(this.#path, 0o600);
    this.#inode = statSync(this.#path).ino;
    this.#database = new DatabaseSync(this.#path);
    try {
      this.#lock();
      this.#initialise();
      this.opened = { ...this.#contents(), notes };
    } catch (error) {
      this.#database.close();
      throw error;
    }
    this.#insertPiece = this.#database.prepare('INSERT INTO piece VALUES (?, ?, ?, ?, ?, ?, ?)');
    this.#insertDead = this.#database.prepare('INSERT OR REPLACE INTO dead VALUES (?, ?)');
    for (const row of this.#database.prepare('SELECT piece, rows FROM dead').iterate())
      this.#dead.set(row.piece as number, (row.rows as Uint8Array).slice());
  }

  /** Opens the file of a folder; sets aside what cannot be used. */
  static open(open: OpenState, notes: readonly string[] = []): StateFile {
    const path = statePath(open.folder);
    try {
      if (lstatSync(path, { throwIfNoEntry: false })?.isFile() === false) throw new StateBroken('it is no file');
      return new StateFile(open, notes);
    } catch (error) {
      const broken = asBroken(error);
      if (broken === undefined || notes.length > 0) throw asHeld(error) ? new StateHeld(holder(open.folder)) : error;
      return StateFile.open(open, [setAside(path, broken.message)]);
    }
  }

  /** All pieces, each checked, those of the resource that is needed most first. Throws StateBroken. */
  *read(): Generator<ReadPiece, void> {
    const found = this.#database.prepare('SELECT DISTINCT resource FROM piece').all();
    const resources = found.map(({ resource }) => resource as string).sort((a, b) => neededRank(b) - neededRank(a));
    for (const resource of resources) yield* this.#readResource(resource);
  }

  *#readResource(resource: string): Generator<ReadPiece, void> {
    const select = this.#database.prepare('SELECT id, checksum, raw, columns, objects FROM piece WHERE resource = ? ORDER BY id');
    for (const row of select.iterate(resource)) {
      const id = row.id as number;
      const columns = row.columns as Uint8Array;
      const objects = row.objects as Uint8Array;
      if (checksum(columns, objects) !== row.checksum) throw new StateBroken(`piece ${id} has another checksum`);
      const length = row.raw as number;
      const raw = ownBytes(zstdDecompressSync(columns, { chunkSize: length + 64 }));
      if (raw.byteLength !== length) throw new StateBroken(`piece ${id} has another length`);
      yield { id, resource, columns: raw, objects: ownBytes(objects), dead: this.#dead.get(id)?.slice() };
    }
  }

  /** Takes a piece for the next commit. */
  piece(piece: PieceBytes): void {
    this.#waiting.push(piece);
  }

  /** Writes all pieces since the last commit and what it says, or nothing. Throws; then the file is as it was. */
  commit(news: KeptNews, dead: Uint32Array): void {
    const pieces = this.#waiting;
    this.#waiting = [];
    if (this.isLost) throw new Error('the state folder is gone');
    const crossed = this.#cross(pieces, dead);
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      if (this.#wipe) this.#clear();
      for (const piece of pieces) this.#write(piece);
      for (const [id, bits] of crossed) this.#insertDead.run(id, bits);
      this.#say(news);
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
    if (this.#wipe) this.#dead.clear();
    this.#wipe = false;
    for (const [id, bits] of crossed) this.#dead.set(id, bits);
    for (const id of news.droppedPieces) this.#dead.delete(id);
    this.#shrink();
  }

  /** True when the file that is open is not the one in the folder any more. */
  get isLost(): boolean {
    return statSync(this.#path, { throwIfNoEntry: false })?.ino !== this.#inode;
  }

  /** Bytes on disk, and bytes of what lives. */
  get size(): { readonly bytes: number; readonly liveBytes: number } {
    const pages = this.#pragma('page_count');
    const log = statSync(`${this.#path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
    return { bytes: pages * pageBytes + log, liveBytes: (pages - this.#pragma('freelist_count')) * pageBytes };
  }

  close(): void {
    try {
      this.#database.close();
    } finally {
      rmSync(join(this.#open.folder, 'serving.json'), { force: true });
    }
  }

  /** Closes the file and puts it out of the way; answers what to say about it. */
  setAside(reason: string): string {
    this.#database.close();
    return setAside(this.#path, reason);
  }

  #lock(): void {
    // The lock is the file system's: it ends with the process, however that ends.
    for (const line of ['locking_mode = EXCLUSIVE', `page_size = ${pageBytes}`, 'auto_vacuum = INCREMENTAL', 'journal_mode = WAL'])
      this.#database.exec(`PRAGMA ${line}`);
    this.#database.exec('BEGIN IMMEDIATE; COMMIT');
    for (const line of ['synchronous = NORMAL', 'journal_size_limit = 16777216', 'cache_size = -4096'])
      this.#database.exec(`PRAGMA ${line}`);
    this.#database.exec(`PRAGMA max_page_count = ${Math.ceil((this.#open.maxBytes * 1.25) / pageBytes) + 1024}`);
    writeFileSync(join(this.#open.folder, 'serving.json'), JSON.stringify({ pid: process.pid, since: new Date().toISOString() }), {
      mode: 0o600,
    });
  }

  #initialise(): void {
    const isEmpty = this.#database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n === 0;
    if (isEmpty) {
      this.#database.exec(`BEGIN; ${schema} PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${formatVersion}; COMMIT`);
      this.#database.prepare('INSERT INTO meta VALUES (?, ?), (?, ?)').run('byteOrder', endianness(), 'program', this.#open.program);
      return;
    }
    if (this.#pragma('application_id') !== applicationId) throw new StateBroken('it is not ours');
    const version = this.#pragma('user_version');
    if (version > formatVersion) throw new StateBroken(`it is of format ${version}, newer than ours (${formatVersion})`);
    if (version < formatVersion) throw new StateBroken(`it is of format ${version}, older than ours (${formatVersion})`);
    if (this.#meta('byteOrder') !== endianness()) throw new StateBroken('it is of a machine with another byte order');
  }

  #contents(): Omit<OpenedState, 'notes'> {
    if (this.#wipe) return { program: this.#open.program, atMs: 0, shards: [], clusters: [], pieces: 0 };
    const records = <T>(table: string): T[] =>
      this.#database
        .prepare(`SELECT record FROM ${table}`)
        .all()
        .map(({ record }) => JSON.parse(record as string) as T);
    return {
      program: this.#meta('program') ?? '',
      atMs: Number(this.#meta('atMs') ?? 0),
      shards: records<KeptShard>('shard'),
      clusters: records<KeptCluster>('cluster'),
      pieces: this.#database.prepare('SELECT count(*) AS n FROM piece').get()?.n as number,
    };
  }

  #write(piece: PieceBytes): void {
    const columns = zstdCompressSync(piece.columns, { params: { [zlib.ZSTD_c_compressionLevel]: 1 } });
    const objects = packedObjects(piece, this.#blocks);
    const { id, resource, rows } = piece;
    this.#insertPiece.run(id, resource, rows, checksum(columns, objects), piece.columns.byteLength, columns, objects);
  }

  /** The rows that are dead after this commit, of each piece that loses some. */
  #cross(pieces: readonly PieceBytes[], dead: Uint32Array): Map<number, Uint8Array> {
    const crossed = new Map<number, Uint8Array>();
    if (this.#wipe) for (const { id } of pieces) crossed.set(id, new Uint8Array(deadBytes));
    for (let i = 0; i < dead.length; i += 2) {
      const id = dead[i] as number;
      const index = dead[i + 1] as number;
      let bits = crossed.get(id);
      if (bits === undefined) {
        bits = this.#dead.get(id)?.slice() ?? new Uint8Array(deadBytes);
        crossed.set(id, bits);
      }
      bits[index >>> 3] = (bits[index >>> 3] as number) | (1 << (index & 7));
    }
    return crossed;
  }

  #say(news: KeptNews): void {
    const run = (sql: string, rows: readonly (readonly (string | number)[])[]): void => {
      if (rows.length === 0) return;
      const statement = this.#database.prepare(sql);
      for (const row of rows) statement.run(...row);
    };
    for (const table of ['piece', 'dead'])
      run(
        `DELETE FROM ${table} WHERE ${table === 'piece' ? 'id' : 'piece'} = ?`,
        news.droppedPieces.map((id) => [id]),
      );
    run(
      'INSERT OR REPLACE INTO shard VALUES (?, ?)',
      news.shards.map((shard) => [shard.sid, JSON.stringify(shard)]),
    );
    run(
      'DELETE FROM shard WHERE sid = ?',
      news.droppedShards.map((sid) => [sid]),
    );
    run(
      'INSERT OR REPLACE INTO cluster VALUES (?, ?)',
      news.clusters.map((cluster) => [cluster.facts.id, JSON.stringify(cluster)]),
    );
    run(
      'DELETE FROM cluster WHERE id = ?',
      news.droppedClusters.map((id) => [id]),
    );
    run('INSERT OR REPLACE INTO meta VALUES (?, ?)', [
      ['atMs', String(news.atMs)],
      ['program', this.#open.program],
    ]);
  }

  #clear(): void {
    this.#database.exec('DELETE FROM piece; DELETE FROM dead; DELETE FROM shard; DELETE FROM cluster');
  }

  /** Gives free pages back to the file system when they are many, some at a time. */
  #shrink(): void {
    const free = this.#pragma('freelist_count');
    if (free * 4 > this.#pragma('page_count') && free > 1024) this.#database.exec('PRAGMA incremental_vacuum(512)');
  }

  #meta(name: string): string | undefined {
    return this.#database.prepare('SELECT value FROM meta WHERE name = ?').get(name)?.value as string | undefined;
  }

  #pragma(name: string): number {
    return this.#database.prepare(`PRAGMA ${name}`).get()?.[name] as number;
  }
}

function statePath(folder: string): string {
  return join(folder, 'state.db');
}

/** The bytes in a buffer that holds hardly more, so that it can be handed to another thread; copied only where they lie in a larger one. */
function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = bytes;
  if (byteOffset !== 0 || byteLength + 4096 < buffer.byteLength || !(buffer instanceof ArrayBuffer)) return new Uint8Array(bytes);
  return new Uint8Array(buffer, 0, byteLength);
}

function checksum(columns: Uint8Array, objects: Uint8Array): number {
  return crc32(objects, crc32(columns));
}

/** SQLite's primary result codes. Source: sqlite.org/rescode.html */
const busy = 5;
const brokenCodes = new Set([11, 26]);

function codeOf(error: unknown): number {
  return ((error as { errcode?: number } | null)?.errcode ?? 0) & 255;
}

function asHeld(error: unknown): boolean {
  return codeOf(error) === busy;
}

/** The error as one that says the file is at fault; undefined when it is not. */
export function asBroken(error: unknown): StateBroken | undefined {
  if (error instanceof StateBroken) return error;
  if (error instanceof SyntaxError) return new StateBroken('a record in it is not readable', { cause: error });
  if ((error as NodeJS.ErrnoException).code === 'ELOOP') return new StateBroken('it is a link', { cause: error });
  if (!brokenCodes.has(codeOf(error)) && !/no such (table|column)/.test(String(error))) return undefined;
  return new StateBroken(`it is damaged (${(error as Error).message})`, { cause: error });
}

function holder(folder: string): string {
  try {
    const { pid, since } = JSON.parse(readFileSync(join(folder, 'serving.json'), 'utf8')) as { pid: unknown; since: unknown };
    return `process ${Number(pid)} since ${new Date(String(since)).toISOString()}`;
  } catch {
    return 'another process';
  }
}

/** Renames a file and its log; the oldest ones that were set aside are deleted. */
function setAside(path: string, reason: string): string {
  const suffix = `.aside-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  for (const name of [path, `${path}-wal`, `${path}-shm`]) {
    if (lstatSync(name, { throwIfNoEntry: false }) !== undefined) renameSync(name, name + suffix);
  }
  for (const kind of ['', '-wal', '-shm']) {
    const prefix = `${basename(path)}${kind}.aside-`;
    const old = readdirSync(dirname(path)).filter((name) => name.startsWith(prefix));
    for (const name of old.sort().slice(0, -mostAside)) rmSync(join(dirname(path), name), { force: true, recursive: true });
  }
  return `${basename(path)} was set aside as ${basename(path)}${suffix}: ${reason}`;
}
