import type { ClusterFacts } from '../../../core/fleet/fleet-view.ts';
import type { ResourceId } from '../../../core/kube/api-resource.ts';
import type { AnswerObject } from '../../../core/query/answer-objects.ts';
import type { LiveChanges, LiveSnapshot } from '../../../core/query/live-changes.ts';
import type { Answer } from '../../../core/query/table.ts';
import type { TableQuery } from '../../../core/query/table-query.ts';

import type { DescribedAnswer } from '../../../core/reports/describe/described-answer.ts';

/** An answer, and the whole objects behind its rows. */
export interface Answered {
  readonly answer: Answer;
  /** In the order of the rows. Costs a second request where a server was asked. */
  objects(): Promise<readonly AnswerObject[]>;
}

/** Who answers a command: the clusters themselves, or a running server. Commands are written once, against this. */
export interface Asker {
  /** Namespaces that stand in where none is named. */
  readonly defaultNamespaces: readonly string[];
  /** Words for `TableQuery.clusters` where the flags name none. */
  readonly clusters: readonly string[];
  /** With `explain` the answer says how it was found. */
  answer(query: TableQuery, q?: { readonly explain?: boolean }): Promise<Answered>;
  describe(query: TableQuery): Promise<DescribedAnswer>;
  /** Follows a question until the terminal's signal ends it. */
  follow(query: TableQuery, onMessage: (message: LiveSnapshot | LiveChanges) => void): Promise<void>;
  facts(): Promise<readonly ClusterFacts[]>;
  close(): Promise<void>;
}

/** How clusters are asked where no server is. */
export interface AskerOptions {
  /** Keeps streams open, for `-w`. */
  readonly follows?: boolean;
  /** What is read from the start while following; default nothing. */
  readonly pinned?: readonly ResourceId[];
  /** How often clusters are probed while following; the first time within so long. */
  readonly probeEveryMs?: number;
}
