import { z } from 'zod';
import type { SearchAnswer, SearchMatch, SearchResult } from '../query/search/search-answer.ts';
import { coverageFromWire } from './answer-from-wire.ts';
import { coverageSchema } from './answer-schema.ts';

/** A field that words were found in; `marks` are beginnings and lengths in UTF-16 units of `text`. */
export const searchMatchSchema = z.object({
  field: z.enum(['name', 'namespace', 'uid', 'label', 'column', 'image', 'annotation', 'address', 'problem', 'alias']),
  /** The label's key or the column's name; empty for others. */
  key: z.string(),
  text: z.string(),
  marks: z.array(z.tuple([z.number().int(), z.number().int()])),
});

/** One thing that was found. */
export const searchResultSchema = z.object({
  rank: z.enum(['exact', 'prefix', 'name', 'other']),
  cluster: z.string(),
  /** `clusters` for a cluster itself. */
  resource: z.string(),
  kind: z.string(),
  plural: z.string(),
  namespace: z.string().nullable(),
  name: z.string(),
  uid: z.string(),
  path: z.string(),
  createdMs: z.number().nullable(),
  /** True when its shard is not live. */
  stale: z.boolean(),
  /** Pairs, since any text is a fine key. */
  labels: z.array(z.tuple([z.string(), z.string()])),
  matches: z.array(searchMatchSchema),
});

/** The JSON answer of `/search`. */
export const searchSchema = z.object({
  nowMs: z.number(),
  /** The footer in words. */
  line: z.string(),
  /** All that match; `results` are the first of them. */
  total: z.number().int(),
  results: z.array(searchResultSchema),
  byKind: z.array(z.object({ resource: z.string(), kind: z.string(), plural: z.string(), count: z.number().int() })),
  byCluster: z.array(z.object({ cluster: z.string(), count: z.number().int() })),
  /** Resources that were searched somewhere. */
  resources: z.array(z.string()),
  notices: z.array(z.string()),
  coverage: coverageSchema,
});

/** The JSON answer of `/search`. */
export type WireSearch = z.infer<typeof searchSchema>;

/** A search answer as plain values; `line` is its footer in words. */
export function wireSearch(answer: SearchAnswer, line: string): WireSearch {
  const { coverage } = answer;
  return {
    nowMs: answer.nowMs,
    line,
    total: answer.total,
    results: answer.results.map(wireResult),
    byKind: answer.byKind.map((count) => ({ ...count })),
    byCluster: answer.byCluster.map((count) => ({ ...count })),
    resources: [...answer.resources],
    notices: [...answer.notices],
    coverage: {
      asked: [...coverage.asked],
      gaps: coverage.gaps.map(({ expected, partial, ...gap }) => ({ ...gap, expected: expected ?? null, partial: partial === true })),
      seconds: coverage.seconds,
    },
  };
}

/** The search answer that a body tells. */
export function searchFromWire(wire: WireSearch): SearchAnswer {
  const { line: _line, coverage, results, ...rest } = wire;
  return {
    ...rest,
    results: results.map((result): SearchResult => ({ ...result, namespace: result.namespace ?? undefined })),
    coverage: coverageFromWire(coverage),
  };
}

function wireResult(result: SearchResult): WireSearch['results'][number] {
  return {
    ...result,
    namespace: result.namespace ?? null,
    labels: result.labels.map(([key, value]) => [key, value]),
    matches: result.matches.map((match: SearchMatch) => ({ ...match, marks: match.marks.map(([at, length]) => [at, length]) })),
  };
}
