import type { SearchAnswer } from '../query/search/search-answer.ts';
import { wireSearch } from '../wire/search-schema.ts';
import { harmlessJson } from './harmless-json.ts';
import { searchLine } from './search-line.ts';

/** A search answer as JSON, as `searchSchema` says. */
export function searchJson(answer: SearchAnswer, indent?: number): string {
  return `${harmlessJson(wireSearch(answer, searchLine(answer)), indent)}\n`;
}
