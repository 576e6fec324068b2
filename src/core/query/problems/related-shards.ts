import { problemRules } from '../../resources/problem-spans.ts';
import type { TableReader } from '../table-reader.ts';

/** The shards that problems in these tables are judged by, beside the tables' own, as `cluster resource`. */
export function relatedShards(readers: readonly Pick<TableReader, 'readsProblems' | 'shards'>[]): ReadonlySet<string> {
  const related = new Set<string>();
  for (const { readsProblems, shards } of readers) {
    if (!readsProblems) continue;
    for (const { cluster, resource } of shards) for (const other of problemRules(resource).reads) related.add(`${cluster} ${other}`);
  }
  return related;
}
