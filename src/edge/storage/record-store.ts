import type { Json } from '../../core/kube/object.ts';
import type { RecordAnswer, RecordRequest } from './state-messages.ts';

/** What may be done with durable records within a transaction. Tables are names; keys are ordered by their UTF-8 bytes. */
export interface Tx {
  get(table: string, key: string): Promise<Json | undefined>;
  put(table: string, key: string, value: Json): Promise<void>;
  delete(table: string, key: string): Promise<void>;
  /** Records whose keys begin with a prefix, in order; at most `limit` (default 1,000), after the key `after`. */
  scan(
    table: string,
    q?: { readonly prefix?: string; readonly after?: string; readonly limit?: number },
  ): Promise<readonly { readonly key: string; readonly value: Json }[]>;
}

/** Durable records: findings, requests, grants. */
export interface RecordStore {
  /** Runs a transaction: all of it is on disk when the answer comes, or nothing, when `run` or the disk fails. One at a time, in order. */
  tx<T>(run: (tx: Tx) => Promise<T>): Promise<T>;
}

/** Where steps are done. */
export interface RecordSteps {
  record(request: RecordRequest): Promise<RecordAnswer>;
}

const mostRecords = 1000;
/** No character comes after it. */
const last = '\u{10ffff}';

/** Durable records over the thread that owns the state folder. */
export function recordStore(steps: RecordSteps): RecordStore {
  let before: Promise<unknown> = Promise.resolve();
  return {
    tx(run) {
      const mine = before.then(() => transaction(steps, run));
      before = mine.catch(() => {});
      return mine;
    },
  };
}

async function transaction<T>(steps: RecordSteps, run: (tx: Tx) => Promise<T>): Promise<T> {
  let open = true;
  const step = async (request: RecordRequest): Promise<Extract<RecordAnswer, { ok: true }>> => {
    if (!open) throw new Error('the transaction is over');
    const answer = await steps.record(request);
    if (!answer.ok) throw new Error(`records: ${answer.reason}`);
    return answer;
  };
  await step({ step: 'begin' });
  try {
    const value = await run(txOver(step));
    await step({ step: 'commit' });
    return value;
  } catch (error) {
    await steps.record({ step: 'rollback' });
    throw error;
  } finally {
    open = false;
  }
}

function txOver(step: (request: RecordRequest) => Promise<Extract<RecordAnswer, { ok: true }>>): Tx {
  return {
    async get(table, key) {
      const { value } = await step({ step: 'get', table, key });
      return value === undefined ? undefined : (JSON.parse(value) as Json);
    },
    async put(table, key, value) {
      await step({ step: 'put', table, key, value: JSON.stringify(value) });
    },
    async delete(table, key) {
      await step({ step: 'delete', table, key });
    },
    async scan(table, { prefix = '', after, limit = mostRecords } = {}) {
      // No text lies between a key and the key with a zero character behind it.
      const from = after === undefined || after < prefix ? prefix : `${after}\0`;
      const { rows } = await step({ step: 'scan', table, from, to: prefix === '' ? undefined : prefix + last, limit });
      return (rows ?? []).map(([key, value]) => ({ key, value: JSON.parse(value) as Json }));
    },
  };
}
