import type { HindsightError } from '../../core/base/hindsight-error.ts';
import type { ClusterFacts } from '../../core/fleet/fleet-view.ts';
import type { Answer } from '../../core/query/table.ts';
import type { TableQuery } from '../../core/query/table-query.ts';

/** Draws pages. The server gets it by argument: templates today, React later. */
export interface PageRenderer {
  /** Piece by piece, so that long pages stream. */
  answerPage(q: { readonly answer: Answer; readonly query: TableQuery; readonly params: URLSearchParams }): Iterable<string>;
  /** The part of a question that a page shows; a page of a long list holds a part of it. */
  pageQuery(query: TableQuery): TableQuery;
  /** `answer` holds the clusters listed as a table, `clusters` all of them as facts. */
  clustersPage(q: {
    readonly clusters: readonly ClusterFacts[];
    readonly answer: Answer;
    readonly nowMs: number;
    readonly params: URLSearchParams;
  }): string;
  errorPage(error: HindsightError): string;
}
