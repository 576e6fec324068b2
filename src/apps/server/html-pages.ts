import { answerHtmlPieces, pageQuery } from '../../core/reports/answer-html.report.ts';
import { clustersHtml } from '../../core/reports/clusters-html.report.ts';
import { errorHtml } from '../../core/reports/error-html.report.ts';
import type { PageRenderer } from './page-renderer.ts';

/** Parameters that the links of a page keep. Source: kube-web-view takes them on every page. */
const kept = ['theme', 'reload'];

/** Pages as plain HTML from template functions: complete without JavaScript. */
export const htmlPages: PageRenderer = {
  answerPage: ({ answer, query, params }) =>
    answerHtmlPieces({ answer, query, ...lookOf(params), extra: [...params].filter(([name]) => kept.includes(name)) }),
  pageQuery,
  clustersPage: ({ clusters, answer, params }) =>
    clustersHtml({ clusters, answer, selector: params.get('selector') ?? '', filter: params.get('filter') ?? '', ...lookOf(params) }),
  errorPage: (error) => errorHtml(error),
};

function lookOf(params: URLSearchParams): { readonly theme?: string; readonly reloadSeconds?: number } {
  const theme = params.get('theme');
  const reload = Number(params.get('reload') ?? 0);
  return { ...(theme !== null && { theme }), ...(Number.isFinite(reload) && { reloadSeconds: reload }) };
}
