import { closeSync, constants, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { RecordAnswer, RecordRequest } from './state-messages.ts';

/**
 * Durable records in a SQLite file of their own, `records.db`: unlike the kept fleet they cannot be had again from a cluster, so every commit is on the disk when it is answered.
 *
 * Keys are ordered by their UTF-8 bytes.
 */
export class RecordFile {
  readonly #database: DatabaseSync;

  constructor(folder: string) {
    const path = join(folder, 'records.db');
    closeSync(openSync(path, constants.O_CREAT | constants.O_RDWR | constants.O_NOFOLLOW, 0o600));
    this.#database = new DatabaseSync(path);
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    this.#database.exec(
      'CREATE TABLE IF NOT EXISTS record (kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, key)) STRICT, WITHOUT ROWID',
    );
  }

  /** Does one step; a failure is an answer. */
  answer(request: RecordRequest): RecordAnswer {
    try {
      return this.#do(request);
    } catch (error) {
      return { ok: false, reason: (error as Error).message };
    }
  }

  close(): void {
    this.#database.close();
  }

  #do(request: RecordRequest): RecordAnswer {
    switch (request.step) {
      case 'begin':
        this.#database.exec('BEGIN IMMEDIATE');
        return { ok: true };
      case 'commit':
        this.#database.exec('COMMIT');
        return { ok: true };
      case 'rollback':
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
        return { ok: true };
      case 'get': {
        const row = this.#database.prepare('SELECT value FROM record WHERE kind = ? AND key = ?').get(request.table, request.key);
        return row === undefined ? { ok: true } : { ok: true, value: row.value as string };
      }
      case 'put':
        this.#database.prepare('INSERT OR REPLACE INTO record VALUES (?, ?, ?)').run(request.table, request.key, request.value);
        return { ok: true };
      case 'delete':
        this.#database.prepare('DELETE FROM record WHERE kind = ? AND key = ?').run(request.table, request.key);
        return { ok: true };
      case 'scan':
        return { ok: true, rows: this.#scan(request) };
    }
  }

  #scan(q: Extract<RecordRequest, { step: 'scan' }>): readonly (readonly [string, string])[] {
    const end = q.to === undefined ? '' : 'AND key < ?';
    const statement = this.#database.prepare(`SELECT key, value FROM record WHERE kind = ? AND key >= ? ${end} ORDER BY key LIMIT ?`);
    const bounds = q.to === undefined ? [q.table, q.from] : [q.table, q.from, q.to];
    return statement.all(...bounds, q.limit).map(({ key, value }) => [key as string, value as string]);
  }
}
