import { HindsightError } from '../base/hindsight-error.ts';
import { customColumnsText, parseCustomColumns } from './parse-custom-columns.ts';
import { parseSort, sortText } from './parse-sort.ts';
import { type JoinName, type TableQuery, tableQuery } from './table-query.ts';

/** The parts of a list's path, decoded: `/clusters/{clusters}[/namespaces/{namespaces}]/{resources}[/{name}]`. */
export interface ListSegments {
  readonly clusters: string;
  readonly namespaces?: string;
  readonly resources: string;
  readonly name?: string;
}

/** What holds where a parameter is absent or empty. A lone comma switches a default off. */
export interface UrlDefaults {
  readonly labelColumns?: readonly string[];
  readonly hiddenColumns?: readonly string[];
  readonly limit?: number;
  /** Default true: pages and downloads always have wide columns. */
  readonly wide?: boolean;
}

/** A list's URL taken apart. Of a repeated parameter the first value counts. */
export interface ListUrl {
  readonly segments: ListSegments;
  /** URLSearchParams, a Map or pairs. */
  readonly params: Iterable<readonly [string, string]>;
  readonly defaults?: UrlDefaults;
}

/**
 * The question that a URL asks. Every parameter is a text; unknown ones are left to others.
 * Throws HindsightError `query-invalid` for a limit or offset that counts nothing and for a broken sort.
 * Source: kube-web-view's parameters, which links in the wild use. COMPAT.
 */
export function tableQueryFromUrl({ segments, params, defaults = {} }: ListUrl): TableQuery {
  const first = firstValues(params);
  const value = (name: string): string => first.get(name)?.trim() ?? '';
  return tableQuery({
    clusters: listOr(segments.clusters, ['_all']),
    namespaces: segments.namespaces === undefined ? undefined : listOr(segments.namespaces, ['_all']),
    resources: listOr(segments.resources, []),
    names: segments.name === undefined ? listOr(value('name'), []) : [segments.name],
    selector: value('selector'),
    fieldSelector: value('fieldselector'),
    filter: value('filter'),
    labelColumns: listOr(value('labelcols'), defaults.labelColumns ?? []),
    customColumns: parseCustomColumns(value('customcols')),
    joins: parseJoins(value('join')),
    groupBy: listOr(value('group'), []),
    hiddenColumns: listOr(value('hidecols'), defaults.hiddenColumns ?? []),
    sort: parseSort(value('sort')),
    limit: countParameter('limit', value('limit')) ?? defaults.limit,
    offset: countParameter('offset', value('offset')) ?? 0,
    wide: switchParameter(value('wide')) ?? defaults.wide ?? true,
  });
}

/** The path and parameters of a question, which `tableQueryFromUrl` reads back. `extra` parameters (theme, reload …) are kept. */
export function tableQueryToUrl(
  query: TableQuery,
  options: { readonly defaults?: UrlDefaults; readonly extra?: Iterable<readonly [string, string]> } = {},
): string {
  const { defaults = {}, extra = [] } = options;
  const params: [string, string][] = [];
  const add = (name: string, text: string, standard = ''): void => {
    if (text !== standard) params.push([name, text === '' ? ',' : text]);
  };
  add('selector', query.selector);
  add('fieldselector', query.fieldSelector);
  add('filter', query.filter);
  add('labelcols', query.labelColumns.join(','), (defaults.labelColumns ?? []).join(','));
  add('customcols', customColumnsText(query.customColumns));
  add('join', query.joins.join(','));
  add('group', query.groupBy.join(','));
  add('hidecols', query.hiddenColumns.join(','), (defaults.hiddenColumns ?? []).join(','));
  add('sort', sortText(query.sort));
  add('limit', String(query.limit ?? defaults.limit ?? ''), String(defaults.limit ?? ''));
  add('offset', String(query.offset), '0');
  add('wide', query.wide ? '1' : '0', (defaults.wide ?? true) ? '1' : '0');
  if (query.names.length > 1 || query.namespaces?.length !== 1) add('name', query.names.join(','));
  const text = [...params, ...extra].map(([name, value]) => `${encodeUrlPart(name)}=${encodeUrlPart(value)}`).join('&');
  return `${queryPath(query)}${text === '' ? '' : `?${text}`}`;
}

/** The parts of a list's or object's path, decoded; undefined when the path is neither. A trailing slash does not count. */
export function listSegments(path: string): ListSegments | undefined {
  const parts = path.replace(/\/$/, '').split('/');
  if (parts.shift() !== '' || parts.shift() !== 'clusters') return undefined;
  const [clusters, ...rest] = parts.map(decodePart);
  if (clusters === undefined || rest.length === 0) return undefined;
  if (rest[0] === 'namespaces' && rest.length >= 3) {
    const [, namespaces = '', resources = '', name, more] = rest;
    return more === undefined ? { clusters, namespaces, resources, ...(name === undefined ? {} : { name }) } : undefined;
  }
  const [resources = '', name, more] = rest;
  return more === undefined ? { clusters, resources, ...(name === undefined ? {} : { name }) } : undefined;
}

/**
 * Where the form of a list page leads (`GET /lists?clusters=…&namespaces=…&resources=…`): the URL of the list, path and parameters in
 * their places. No `namespaces` field means a cluster-scoped resource.
 */
export function listUrlFromForm(params: Iterable<readonly [string, string]>, defaults: UrlDefaults = {}): string {
  const first = firstValues(params);
  const namespaces = first.get('namespaces');
  const segments = {
    clusters: first.get('clusters') ?? '',
    resources: first.get('resources') ?? '',
    ...(namespaces === undefined ? {} : { namespaces }),
  };
  const known = new Set([
    'clusters',
    'namespaces',
    'resources',
    'selector',
    'fieldselector',
    'customcols',
    'join',
    'group',
    'filter',
    'labelcols',
    'hidecols',
    'sort',
    'limit',
    'offset',
    'wide',
    'name',
  ]);
  return tableQueryToUrl(tableQueryFromUrl({ segments, params: first, defaults }), {
    defaults,
    extra: [...first].filter(([name]) => !known.has(name)),
  });
}

/** Parameters of the predecessor and of later that are not understood yet, as notices: nothing is ignored in silence. */
export function laterParameters(params: Iterable<readonly [string, string]>): readonly string[] {
  const later = ['at'];
  const first = firstValues(params);
  return later
    .filter((name) => (first.get(name) ?? '') !== '')
    .map((name) => `The parameter ${name} is not understood yet and was left out.`);
}

function queryPath({ clusters, namespaces, resources, names }: TableQuery): string {
  const parts = ['clusters', clusters.length === 0 ? '_all' : clusters.join(',')];
  if (namespaces !== undefined) parts.push('namespaces', namespaces.length === 0 ? '_all' : namespaces.join(','));
  parts.push(resources.join(','));
  if (names.length === 1 && namespaces?.length === 1) parts.push(names[0] as string);
  return `/${parts.map(encodeUrlPart).join('/')}`;
}

function firstValues(params: Iterable<readonly [string, string]>): ReadonlyMap<string, string> {
  const first = new Map<string, string>();
  for (const [name, value] of params) if (!first.has(name)) first.set(name, value);
  return first;
}

/** What is joined to rows; throws HindsightError `query-invalid` for anything else. */
export function parseJoins(text: string, source = 'join'): readonly JoinName[] {
  return listOr(text, []).map((name) => {
    const known = joinNames.find((one) => one === name.toLowerCase());
    if (known !== undefined) return known;
    throw new HindsightError('query-invalid', `"${name}" cannot be joined.`, {
      hint: `Known: ${joinNames.join(', ')}.`,
      place: { source, text, offset: Math.max(0, text.indexOf(name)), length: name.length },
    });
  });
}

const joinNames: readonly JoinName[] = ['metrics', 'nodes', 'namespaces'];

/** Comma list, trimmed, empties dropped; nothing at all is the default, only commas are explicitly none. */
function listOr(text: string, standard: readonly string[]): readonly string[] {
  if (text.trim() === '') return standard;
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function countParameter(name: string, text: string): number | undefined {
  if (text === '') return undefined;
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(number)) return number;
  const offset = Math.min(/^\d*/.exec(text)?.[0].length ?? 0, text.length - 1);
  throw new HindsightError('query-invalid', `The ${name} "${text}" is no count of rows.`, {
    hint: `Write a whole number from 0, for example ${name}=50.`,
    place: { source: name, text, offset, length: text.length - offset },
  });
}

function switchParameter(text: string): boolean | undefined {
  return text === '' ? undefined : text !== '0' && text !== 'false' && text !== 'no';
}

/** Percent-encoding that leaves what people write in these URLs readable. */
export function encodeUrlPart(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(/%(2C|3A|3D|2F)/g, (_, code: string) =>
    code === '2F' ? '%2F' : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** Decodes a path part; one that is no valid encoding stands for itself. */
function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
