import type { HindsightError } from '../../core/base/hindsight-error.ts';
import type { ClusterFacts } from '../../core/fleet/fleet-view.ts';
import type { SearchAnswer } from '../../core/query/search/search-answer.ts';
import type { SearchQuery } from '../../core/query/search/search-query.ts';
import type { Answer } from '../../core/query/table.ts';
import type { TableQuery } from '../../core/query/table-query.ts';

/** Draws pages. The server gets it by argument: templates today, React later. */
export interface PageRenderer {
  /** Piece by piece, so that long pages stream. */
  answerPage(q: {
    readonly answer: Answer;
    readonly query: TableQuery;
    readonly params: URLSearchParams;
    /** The answer's version: a live page goes on from it. */
    readonly cursor: string;
  }): Iterable<string>;
  /** The part of a question that a page shows; a page of a long list holds a part of it. */
  pageQuery(query: TableQuery): TableQuery;
  /** `answer` holds the clusters listed as a table, `clusters` all of them as facts. */
  clustersPage(q: {
    readonly clusters: readonly ClusterFacts[];
    readonly answer: Answer;
    readonly nowMs: number;
    readonly params: URLSearchParams;
  }): string;
  /** `answer` is undefined where nothing was asked; `kinds` are the kinds of the types that the form offers. */
  searchPage(q: {
    readonly answer: SearchAnswer | undefined;
    readonly query: SearchQuery;
    readonly kinds: ReadonlyMap<string, string>;
    readonly params: URLSearchParams;
  }): Iterable<string>;
  errorPage(error: HindsightError): string;
}
