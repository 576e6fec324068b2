import type { QueryPlan } from './query-plan.ts';

/** The shards that are joined to the rows of a question, as `cluster resource`: what happens there changes rows. */
export function joinedShards({ tables }: Pick<QueryPlan, 'tables'>): readonly string[] {
  return tables.flatMap(({ clusters, alsoReads = [] }) =>
    alsoReads.flatMap((resource) => clusters.map((cluster) => `${cluster} ${resource}`)),
  );
}
