import type { ClusterFacts, RowId, ShardView } from '../../fleet/fleet-view.ts';
import { addressSign, annotationSign, imageSign } from '../../resources/search-columns.ts';
import { cutAroundMark, type Marks, markText } from './mark-text.ts';
import type { SearchMatch } from './search-answer.ts';
import { type SearchedColumn, searchedText } from './searched-fields.ts';
import { leastUidCharacters } from './shard-scan.ts';

/** A field of a result: what a word may be found in. */
type Field = Pick<SearchMatch, 'field' | 'key' | 'text'>;

/** Matches shown of one result, where the words do not need more. Source: kube-web-view shows three. */
const mostMatches = 3;

/** Where folded words stand in an object: its name first, then as many fields as show every word once, three at least where there are. */
export function objectMatches(
  shard: ShardView,
  row: RowId,
  { columns, words }: { readonly columns: readonly SearchedColumn[]; readonly words: readonly string[] },
): readonly SearchMatch[] {
  const matches = collect(objectFields(shard, row, columns), words);
  const uid = shard.uid(row);
  const ofUid = words.find((word) => word.length >= leastUidCharacters && uid.toLowerCase().startsWith(word));
  return ofUid === undefined ? matches : [...matches, { field: 'uid', key: '', text: uid, marks: [[0, ofUid.length]] }];
}

/** The same for a cluster: its name, aliases and labels. */
export function clusterMatches(facts: ClusterFacts, words: readonly string[]): readonly SearchMatch[] {
  return collect(clusterFields(facts), words);
}

function collect(fields: Iterable<Field>, words: readonly string[]): readonly SearchMatch[] {
  const missing = new Set(words);
  const matches: SearchMatch[] = [];
  for (const field of fields) {
    if (missing.size === 0 && matches.length >= mostMatches) break;
    const { marks, found } = field.field === 'label' ? markLabel(field, words) : markText(field.text, words);
    if (marks.length === 0 || (matches.length >= mostMatches && !found.some((word) => missing.has(word)))) continue;
    for (const word of found) missing.delete(word);
    matches.push({ ...field, ...cutAroundMark(field.text, marks) });
  }
  return matches;
}

/** Words are found in the key or in the value, never across the sign between them. */
function markLabel({ key, text }: Field, words: readonly string[]): { readonly marks: Marks; readonly found: readonly string[] } {
  const ofKey = markText(key, words);
  const ofValue = markText(text.slice(key.length + 1), words);
  return {
    marks: [...ofKey.marks, ...ofValue.marks.map(([at, length]): [number, number] => [at + key.length + 1, length])],
    found: [...new Set([...ofKey.found, ...ofValue.found])],
  };
}

function* objectFields(shard: ShardView, row: RowId, columns: readonly SearchedColumn[]): Generator<Field> {
  const rest: Field[] = [];
  for (const { column, lane, role } of columns) {
    const value = lane.value(lane.code(row));
    if (value === undefined) continue;
    if (role === 'name' || role === 'namespace') yield { field: role, key: '', text: value };
    else if (role === 'column') rest.push({ field: 'column', key: column.def.name, text: value });
    else rest.push(...partsOf(searchedText(role, value), role));
  }
  yield* labelFields(shard.labels(row));
  yield* rest;
}

function* labelFields(labels: Iterable<readonly [string, string]>): Generator<Field> {
  for (const [key, value] of labels) yield { field: 'label', key, text: `${key}=${value}` };
}

type PartsRole = Exclude<SearchedColumn['role'], 'name' | 'namespace' | 'column'>;

/** The parts of a cell, each begun by a sign that may say what it is. */
function* partsOf(value: string, role: PartsRole): Generator<Field> {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these signs divide the parts
  for (const [, sign, text] of value.matchAll(/([\u0001-\u001f]?)([^\u0001-\u001f]+)/g))
    yield { field: fieldOfSign.get(sign as string) ?? fieldOfRole[role], key: '', text: text as string };
}

const fieldOfRole: Readonly<Record<PartsRole, SearchMatch['field']>> = {
  images: 'image',
  traits: 'annotation',
  addresses: 'address',
  problems: 'problem',
};

const fieldOfSign: ReadonlyMap<string, SearchMatch['field']> = new Map([
  [imageSign, 'image'],
  [annotationSign, 'annotation'],
  [addressSign, 'address'],
]);

function* clusterFields({ id, aliases, labels }: ClusterFacts): Generator<Field> {
  yield { field: 'name', key: '', text: id };
  for (const alias of aliases) yield { field: 'alias', key: '', text: alias };
  yield* labelFields(Object.entries(labels));
}
