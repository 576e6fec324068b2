import { minimalNotice, unknownFilterNotice, unknownSortNotice } from './notices.ts';
import type { TableReader } from './table-reader.ts';

/** What a person should know about one table of an answer. */
export function tableNotices({ names, filter, unknownSort, frame, shards }: TableReader): readonly string[] {
  const { plural, resource } = frame;
  return [
    ...filter.unknownColumns.map((name) => unknownFilterNotice(name, plural, names)),
    ...unknownSort.map((name) => unknownSortNotice(name, plural, names)),
    ...(shards.some((shard) => shard.resource.origin === 'minimal') ? [minimalNotice(resource)] : []),
  ];
}
