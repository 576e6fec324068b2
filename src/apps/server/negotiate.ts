import { HindsightError } from '../../core/base/hindsight-error.ts';

/** The forms an answer can take. */
export type AnswerFormat = 'html' | 'json' | 'yaml' | 'tsv' | 'csv' | 'text';

/** What of a request decides about the form. */
export interface FormatRequest {
  readonly accept: string | undefined;
  readonly userAgent: string | undefined;
  /** The `download` parameter. */
  readonly download: string | undefined;
}

const byMediaType: ReadonlyMap<string, AnswerFormat> = new Map([
  ['text/html', 'html'],
  ['application/xhtml+xml', 'html'],
  ['application/json', 'json'],
  ['application/yaml', 'yaml'],
  ['application/x-yaml', 'yaml'],
  ['text/yaml', 'yaml'],
  ['text/vnd.yaml', 'yaml'],
  ['text/tab-separated-values', 'tsv'],
  ['text/csv', 'csv'],
  ['text/plain', 'text'],
]);
const downloads: readonly AnswerFormat[] = ['tsv', 'csv', 'json', 'yaml'];

/** Terminal clients that send `Accept: *∕*` and want something readable there. */
const terminalClient = /^(curl|Wget|HTTPie)\//i;

/** The content type of each form. */
export const contentTypes: Readonly<Record<AnswerFormat, string>> = {
  html: 'text/html; charset=utf-8',
  json: 'application/json; charset=utf-8',
  yaml: 'text/vnd.yaml; charset=utf-8',
  tsv: 'text/tab-separated-values; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  text: 'text/plain; charset=utf-8',
};

/**
 * The form of an answer: `download` wins, then an explicit `Accept` by its weights, then text for curl, Wget and HTTPie, else HTML.
 * HindsightError `query-invalid` for an unknown download, `not-acceptable` when Accept allows nothing that there is.
 * Source: design §4.
 */
export function negotiateFormat({ accept, userAgent, download }: FormatRequest): AnswerFormat {
  if (download !== undefined && download !== '') return downloadFormat(download);
  const ranges = acceptedRanges(accept);
  const explicit = ranges.flatMap((range) => {
    const format = byMediaType.get(range);
    return format === undefined ? [] : [format];
  })[0];
  if (explicit !== undefined) return explicit;
  const anything = ranges.length === 0 || ranges.includes('*/*');
  if (anything && terminalClient.test(userAgent ?? '')) return 'text';
  if (anything || ranges.includes('text/*')) return 'html';
  if (ranges.includes('application/*')) return 'json';
  throw new HindsightError('not-acceptable', `none of "${accept}" can be served`);
}

function downloadFormat(download: string): AnswerFormat {
  const format = downloads.find((known) => known === download);
  if (format !== undefined) return format;
  throw new HindsightError('query-invalid', `there is no download as "${download}"`, {
    place: { source: 'download', text: download, offset: 0, length: download.length },
    hint: `Known downloads: ${downloads.join(', ')}.`,
  });
}

/** Media ranges of an Accept header, most wanted first; those with weight 0 are left out. Source: RFC 9110 §12.5.1. */
function acceptedRanges(accept: string | undefined): string[] {
  return (accept ?? '')
    .split(',')
    .map((part, order) => {
      const [range = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
      const weight = parameters.find((text) => text.startsWith('q='));
      return { range, order, weight: weight === undefined ? 1 : Number(weight.slice(2)) };
    })
    .filter(({ range, weight }) => range !== '' && weight > 0)
    .sort((a, b) => b.weight - a.weight || a.order - b.order)
    .map(({ range }) => range);
}
