import type { HindsightError } from '../../core/base/hindsight-error.ts';
import type { ClusterFacts } from '../../core/fleet/fleet-view.ts';
import type { SearchAnswer } from '../../core/query/search/search-answer.ts';
import type { SearchQuery } from '../../core/query/search/search-query.ts';
import type { Answer } from '../../core/query/table.ts';
import type { TableQuery } from '../../core/query/table-query.ts';
import type { ClusterPage } from '../../core/reports/cluster-html.report.ts';
import type { ObjectPage } from '../../core/reports/detail/object-html.report.ts';
import type { BriefingPage } from '../../core/reports/findings/briefing-html.report.ts';
import type { CheckPage, ChecksPage } from '../../core/reports/findings/checks-html.report.ts';
import type { FindingsPage } from '../../core/reports/findings/findings-html.report.ts';
import type { OverviewPage } from '../../core/reports/overview/overview-html.report.ts';
import type { PageLook } from '../../core/reports/page-frame.ts';
import type { ResourceTypesPage } from '../../core/reports/resource-types-html.report.ts';
import type { StoriesPage } from '../../core/reports/stories/stories-html.report.ts';
import type { StoryPage } from '../../core/reports/stories/story-html.report.ts';

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
  /** The fleet at a glance. */
  overviewPage(page: OverviewPage & { readonly params: URLSearchParams }): string;
  /** One cluster with its namespaces and cluster-scoped resources. */
  clusterPage(page: ClusterPage & { readonly params: URLSearchParams }): string;
  resourceTypesPage(page: ResourceTypesPage & { readonly params: URLSearchParams }): string;
  /** `chosen` is the theme of the cookie. */
  preferencesPage(page: { readonly chosen: string; readonly params: URLSearchParams }): string;
  /** `answer` is undefined where nothing was asked; `kinds` are the kinds of the types that the form offers. */
  searchPage(q: {
    readonly answer: SearchAnswer | undefined;
    readonly query: SearchQuery;
    readonly kinds: ReadonlyMap<string, string>;
    readonly params: URLSearchParams;
  }): Iterable<string>;
  /** One object with everything that belongs to it. */
  objectPage(page: ObjectPage, params: URLSearchParams): string;
  /** Events by reason and object; `answer` lists them. */
  eventsPage(q: { readonly answer: Answer; readonly query: TableQuery; readonly params: URLSearchParams }): string;
  /** The stories that a filter lets through. */
  storiesPage(page: StoriesPage & { readonly params: URLSearchParams }): string;
  /** One story, with what it means for the viewer's clusters. */
  storyPage(page: StoryPage & { readonly params: URLSearchParams }): string;
  /** How pages look that others write piece by piece, as logs. */
  look(params: URLSearchParams): PageLook;
  /** Findings in groups. */
  findingsPage(page: FindingsPage & { readonly params: URLSearchParams }): Iterable<string>;
  /** Every check with its status. */
  checksPage(page: ChecksPage & { readonly params: URLSearchParams }): string;
  /** One check: its documentation and where it fails. */
  checkPage(page: CheckPage & { readonly params: URLSearchParams }): Iterable<string>;
  /** What could happen this week, to print. */
  briefingPage(page: BriefingPage & { readonly params: URLSearchParams }): string;
  errorPage(error: HindsightError, params?: URLSearchParams): string;
}
