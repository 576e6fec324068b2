import { answerHtmlPieces, pageQuery } from '../../core/reports/answer-html.report.ts';
import { clustersHtml } from '../../core/reports/clusters-html.report.ts';
import { errorHtml } from '../../core/reports/error-html.report.ts';
import { searchHtmlPieces } from '../../core/reports/search-html.report.ts';
import type { PageRenderer } from './page-renderer.ts';
import type { WebAssets } from './web-assets.ts';

/** Parameters that the links of a page keep. Source: kube-web-view takes them on every page. */
const kept = ['theme', 'reload'];

/** Pages as HTML from template functions: complete without JavaScript, and made live by it where `assets` are there. */
export function htmlPages(assets?: Pick<WebAssets, 'scriptUrl' | 'stylesheetUrl'>): PageRenderer {
  const loaded = { scriptUrl: assets?.scriptUrl, stylesheetUrl: assets?.stylesheetUrl };
  const look = (params: URLSearchParams) => ({ ...lookOf(params), ...loaded });
  return {
    answerPage: ({ answer, query, params, cursor }) =>
      answerHtmlPieces({ answer, query, cursor, ...look(params), extra: [...params].filter(([name]) => kept.includes(name)) }),
    pageQuery,
    clustersPage: ({ clusters, answer, params }) =>
      clustersHtml({ clusters, answer, selector: params.get('selector') ?? '', filter: params.get('filter') ?? '', ...look(params) }),
    searchPage: ({ params, ...page }) =>
      searchHtmlPieces({ ...page, ...look(params), extra: [...params].filter(([name]) => kept.includes(name)) }),
    errorPage: (error) => errorHtml(error, loaded),
  };
}

function lookOf(params: URLSearchParams): { readonly theme?: string; readonly reloadSeconds?: number } {
  const theme = params.get('theme');
  const reload = Number(params.get('reload') ?? 0);
  return { ...(theme !== null && { theme }), ...(Number.isFinite(reload) && { reloadSeconds: reload }) };
}
