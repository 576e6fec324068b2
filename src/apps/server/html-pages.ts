import { answerHtmlPieces, pageQuery } from '../../core/reports/answer-html.report.ts';
import { clusterHtml } from '../../core/reports/cluster-html.report.ts';
import { clustersHtml } from '../../core/reports/clusters-html.report.ts';
import { objectHtml } from '../../core/reports/detail/object-html.report.ts';
import { errorHtml } from '../../core/reports/error-html.report.ts';
import { eventsHtml } from '../../core/reports/events/events-html.report.ts';
import { briefingHtml } from '../../core/reports/findings/briefing-html.report.ts';
import { checkHtmlPieces, checksHtml } from '../../core/reports/findings/checks-html.report.ts';
import { findingsHtmlPieces } from '../../core/reports/findings/findings-html.report.ts';
import { overviewHtml } from '../../core/reports/overview/overview-html.report.ts';
import type { PageLook } from '../../core/reports/page-frame.ts';
import { preferencesHtml } from '../../core/reports/preferences-html.report.ts';
import { resourceTypesHtml } from '../../core/reports/resource-types-html.report.ts';
import { searchHtmlPieces } from '../../core/reports/search-html.report.ts';
import { storiesHtml } from '../../core/reports/stories/stories-html.report.ts';
import { storyHtml } from '../../core/reports/stories/story-html.report.ts';
import { themeLook } from '../../core/reports/themes.ts';
import { pageContext } from './page-context.ts';
import type { PageRenderer } from './page-renderer.ts';
import type { WebAssets } from './web-assets.ts';

/** Parameters that the links of a page keep. Source: kube-web-view takes them on every page. */
const kept = ['theme', 'reload'];

/** Pages as HTML from template functions: complete without JavaScript, and made live by it where `assets` are there. */
export function htmlPages(assets?: Pick<WebAssets, 'scriptUrl' | 'stylesheetUrl'>): PageRenderer {
  const loaded = { scriptUrl: assets?.scriptUrl, stylesheetUrl: assets?.stylesheetUrl };
  const look = (params: URLSearchParams): PageLook => ({ ...lookOf(params), ...loaded });
  return {
    answerPage: ({ answer, query, params, cursor }) => answerHtmlPieces({ answer, query, cursor, ...look(params), extra: extraOf(params) }),
    pageQuery,
    clustersPage: ({ clusters, answer, params }) =>
      clustersHtml({
        clusters,
        answer,
        selector: params.get('selector') ?? '',
        filter: params.get('filter') ?? '',
        also: [...params].filter(([name]) => name === 'state' || name === 'version'),
        ...look(params),
      }),
    overviewPage: ({ params, ...page }) => overviewHtml({ ...page, ...look(params) }),
    clusterPage: ({ params, ...page }) => clusterHtml({ ...page, ...look(params) }),
    resourceTypesPage: ({ params, ...page }) => resourceTypesHtml({ ...page, ...look(params) }),
    preferencesPage: ({ params, ...page }) => preferencesHtml({ ...page, ...look(params) }),
    searchPage: ({ params, ...page }) => searchHtmlPieces({ ...page, ...look(params), extra: extraOf(params) }),
    look,
    objectPage: (page, params) => objectHtml(page, look(params)),
    eventsPage: ({ answer, query, params }) => eventsHtml({ answer, query, extra: extraOf(params) }, look(params)),
    storiesPage: ({ params, ...page }) => storiesHtml({ ...page, ...look(params), extra: extraOf(params) }),
    storyPage: ({ params, ...page }) => storyHtml({ ...page, ...look(params), extra: extraOf(params) }),
    findingsPage: (page) => findingsHtmlPieces({ ...page, ...look(page.params) }),
    checksPage: (page) => checksHtml({ ...page, ...look(page.params) }),
    checkPage: (page) => checkHtmlPieces({ ...page, ...look(page.params) }),
    briefingPage: (page) => briefingHtml({ ...page, ...look(page.params) }),
    errorPage: (error, params = new URLSearchParams()) => errorHtml(error, look(params)),
  };
}

/** What of an address every link of its page keeps. */
function extraOf(params: URLSearchParams): readonly (readonly [string, string])[] {
  return [...params].filter(([name]) => kept.includes(name));
}

/** The theme of the address, else of the cookie, else of the server; how often to reload; and what stands around the page. */
function lookOf(params: URLSearchParams): Pick<PageLook, 'theme' | 'reloadSeconds' | 'chrome'> {
  const context = pageContext.getStore();
  const theme = themeLook(params.get('theme') ?? context?.theme());
  const reload = Number(params.get('reload') ?? 0);
  return { ...(theme !== undefined && { theme }), ...(Number.isFinite(reload) && { reloadSeconds: reload }), chrome: context?.chrome() };
}
