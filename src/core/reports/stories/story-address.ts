import { encodeUrlPart } from '../../query/table-query-url.ts';
import type { StoryFilter } from '../../stories/story-filter.ts';

/** Parameters that links keep: theme, reload. */
export type KeptParams = readonly (readonly [string, string])[];

/** The address of one story. */
export function storyAddress(id: string, extra: KeptParams = []): string {
  return `/stories/${encodeUrlPart(id)}${queryText(extra)}`;
}

/** The address of the stories that a filter lets through. */
export function storiesAddress(
  { text = '', component = '', organisation = '', year, check = '' }: StoryFilter,
  extra: KeptParams = [],
): string {
  const own: readonly (readonly [string, string])[] = [
    ['q', text],
    ['component', component],
    ['organisation', organisation],
    ['year', year === undefined ? '' : String(year)],
    ['check', check],
  ];
  return `/stories${queryText([...own.filter(([, value]) => value !== ''), ...extra])}`;
}

/** The filter that the parameters of an address say; a year that is none lets nothing through. */
export function storyFilterFromUrl(params: { get(name: string): string | null }): StoryFilter {
  const year = params.get('year')?.trim() ?? '';
  return {
    text: params.get('q')?.trim() ?? '',
    component: params.get('component')?.trim() ?? '',
    organisation: params.get('organisation')?.trim() ?? '',
    check: params.get('check')?.trim() ?? '',
    ...(year !== '' && { year: /^\d{4}$/.test(year) ? Number(year) : 0 }),
  };
}

function queryText(params: KeptParams): string {
  return params.length === 0 ? '' : `?${params.map(([name, value]) => `${encodeUrlPart(name)}=${encodeUrlPart(value)}`).join('&')}`;
}
