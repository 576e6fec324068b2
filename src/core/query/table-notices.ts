import { failedColumnNotice, minimalNotice, unknownFilterNotice, unknownGroupNotice, unknownSortNotice } from './notices.ts';
import type { TableReader } from './table-reader.ts';

/** What a person should know about one table of an answer, once its rows were tested. */
export function tableNotices(reader: TableReader): readonly string[] {
  return [...standingNotices(reader), ...rowNotices(reader)];
}

/** The part that rows decide: those that could not be judged, and expressions that fail on some. */
export function rowNotices(reader: TableReader): readonly string[] {
  return [...reader.filter.notices(), ...reader.failures().map(({ name, why }) => failedColumnNotice(name, why))];
}

/** The part of the notices that no row decides. */
export function standingNotices({ names, filter, unknownSort, unknownGroups, frame, shards }: TableReader): readonly string[] {
  const { plural, resource } = frame;
  return [
    ...filter.unknownColumns.map((name) => unknownFilterNotice(name, plural, names)),
    ...unknownGroups.map((name) => unknownGroupNotice(name, plural, names)),
    ...unknownSort.map((name) => unknownSortNotice(name, plural, names)),
    ...(shards.some((shard) => shard.resource.origin === 'minimal') ? [minimalNotice(resource)] : []),
  ];
}
