import type { Slices } from '../fleet/fleet-view.ts';

/** Items sorted at once between two yields; some 2 ms of comparisons. */
const runLength = 2048;

/** So few are sorted in the simplest way. */
const few = 24;

/**
 * The indices 0…count-1 in order, or only the first `wanted` of them. `compare` must be total.
 * Few of many are selected with a heap in O(count · log wanted); else merge sort in slices.
 */
export function* sortIndices(count: number, wanted: number, compare: (a: number, b: number) => number): Slices<Int32Array> {
  if (wanted <= 0) return new Int32Array(0);
  if (count <= few) return sortedFew(count, compare).subarray(0, wanted);
  if (wanted < count / 4) return yield* firstIndices(count, wanted, compare);
  const sorted = yield* mergeSorted(count, compare);
  return wanted < count ? sorted.subarray(0, wanted) : sorted;
}

/** By insertion: the shard of a small cluster has a handful of nodes, and there are hundreds of shards. */
function sortedFew(count: number, compare: (a: number, b: number) => number): Int32Array {
  const sorted = new Int32Array(count);
  for (let i = 1; i < count; i++) {
    let at = i;
    for (; at > 0 && compare(sorted[at - 1] as number, i) > 0; at--) sorted[at] = sorted[at - 1] as number;
    sorted[at] = i;
  }
  return sorted;
}

/** Keeps the `wanted` smallest in a heap whose top is the largest of them. */
function* firstIndices(count: number, wanted: number, compare: (a: number, b: number) => number): Slices<Int32Array> {
  const heap = Int32Array.from({ length: Math.min(wanted, count) }, (_, i) => i);
  for (let i = (heap.length >> 1) - 1; i >= 0; i--) sink(heap, i, compare);
  for (let i = heap.length; i < count; i++) {
    if (i % runLength === 0) yield;
    if (compare(i, heap[0] as number) < 0) {
      heap[0] = i;
      sink(heap, 0, compare);
    }
  }
  yield;
  const order = yield* mergeSorted(heap.length, (a, b) => compare(heap[a] as number, heap[b] as number));
  return order.map((at) => heap[at] as number);
}

function sink(heap: Int32Array, from: number, compare: (a: number, b: number) => number): void {
  let at = from;
  for (;;) {
    let largest = at;
    for (let child = 2 * at + 1; child <= 2 * at + 2 && child < heap.length; child++)
      if (compare(heap[child] as number, heap[largest] as number) > 0) largest = child;
    if (largest === at) return;
    const moved = heap[at] as number;
    heap[at] = heap[largest] as number;
    heap[largest] = moved;
    at = largest;
  }
}

function* mergeSorted(count: number, compare: (a: number, b: number) => number): Slices<Int32Array> {
  let from = Int32Array.from({ length: count }, (_, i) => i);
  for (let start = 0; start < count; start += runLength) {
    from.subarray(start, Math.min(start + runLength, count)).sort(compare);
    if (count > runLength) yield;
  }
  let into = new Int32Array(count);
  for (let width = runLength; width < count; width *= 2) {
    for (let start = 0; start < count; start += 2 * width) {
      yield* merge({ from, into, start, middle: Math.min(start + width, count), end: Math.min(start + 2 * width, count), compare });
    }
    [from, into] = [into, from];
  }
  return from;
}

interface Merge {
  readonly from: Int32Array;
  readonly into: Int32Array;
  readonly start: number;
  readonly middle: number;
  readonly end: number;
  readonly compare: (a: number, b: number) => number;
}

/** Merges two sorted runs; runs that already follow each other are copied. */
function* merge({ from, into, start, middle, end, compare }: Merge): Slices<void> {
  if (middle >= end || compare(from[middle - 1] as number, from[middle] as number) <= 0) {
    into.set(from.subarray(start, end), start);
    return;
  }
  let left = start;
  let right = middle;
  for (let at = start; at < end; at++) {
    if (at % runLength === 0) yield;
    const takeLeft = right >= end || (left < middle && compare(from[left] as number, from[right] as number) <= 0);
    into[at] = from[takeLeft ? left++ : right++] as number;
  }
}
