import type { FindingHistory, RememberedFinding } from '../../../core/checks/live/finding-history.ts';
import type { FleetJudge } from '../../../core/checks/live/fleet-judge.ts';
import { type ResolvedFinding, stateOf } from '../../../core/checks/live/live-finding.ts';
import type { Json } from '../../../core/kube/object.ts';
import type { RecordStore } from '../../../edge/storage/record-store.ts';

const openTable = 'findings-open';
const overTable = 'findings-over';
/** All that are over stand in one record: there are at most some thousand. */
const overKey = 'all';
const page = 200;

/** Puts back what the last process knew: since when findings are open, and which are over. What cannot be read is left out. */
export async function restoreFindings(records: RecordStore, history: FindingHistory): Promise<void> {
  await records.tx(async (tx) => {
    for (let after: string | undefined; ; ) {
      const rows = await tx.scan(openTable, { limit: page, ...(after !== undefined && { after }) });
      for (const { key, value } of rows) history.remember(key, readOpen(value));
      if (rows.length < page) break;
      after = rows.at(-1)?.key;
    }
    const over = await tx.get(overTable, overKey);
    if (Array.isArray(over)) history.restore(over as unknown as readonly ResolvedFinding[]);
  });
}

/** Writes the clusters whose findings have changed: what is open, by fingerprint, and all that are over. */
export async function writeFindings(records: RecordStore, judge: FleetJudge, nowMs: number): Promise<void> {
  const changed = judge.history.takeChanged().filter((cluster) => judge.judge(cluster)?.judgedAtMs !== undefined);
  if (changed.length === 0) return;
  await records.tx(async (tx) => {
    for (const cluster of changed) {
      const open = [...(judge.judge(cluster)?.findings() ?? [])].filter((one) => stateOf(one, nowMs) !== 'pending');
      await tx.put(
        openTable,
        cluster,
        open.map(({ instance, openedAtMs, episodes, atLeast }) => [instance, openedAtMs, episodes, atLeast ? 1 : 0]) as unknown as Json,
      );
    }
    await tx.put(overTable, overKey, [...judge.history.resolved()].reverse().map((one) => ({ ...one })) as unknown as Json);
  });
}

function readOpen(value: Json): ReadonlyMap<string, RememberedFinding> {
  const open = new Map<string, RememberedFinding>();
  for (const entry of Array.isArray(value) ? value : []) {
    const [instance, openedAtMs, episodes, atLeast] = Array.isArray(entry) ? entry : [];
    if (typeof instance === 'string' && typeof openedAtMs === 'number' && typeof episodes === 'number')
      open.set(instance, { openedAtMs, episodes, atLeast: atLeast === 1 });
  }
  return open;
}
