import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { seededRandom } from '../../src/core/base/random.ts';
import { everything, type FleetView } from '../../src/core/fleet/fleet-view.ts';
import type { FleetDirectory } from '../../src/core/query/fleet-directory.ts';
import { planSearch } from '../../src/core/query/search/plan-search.ts';
import type { SearchAnswer } from '../../src/core/query/search/search-answer.ts';
import { searchFleet } from '../../src/core/query/search/search-fleet.ts';
import { SearchIndex } from '../../src/core/query/search/search-index.ts';
import { searchQuery } from '../../src/core/query/search/search-query.ts';
import { builtinById, resolveBuiltin } from '../../src/core/resources/builtin-resources.ts';
import { searchColumns } from '../../src/core/resources/search-columns.ts';
import type { BenchCase } from '../bench-case.ts';
import { growStore } from '../grow-store.ts';
import { percentile } from '../statistics.ts';

interface Sample {
  readonly text: string;
  readonly answer: SearchAnswer;
  readonly cpuMs: number;
  /** The longest stretch between two yields. */
  readonly stretchMs: number;
}

/** Substrings over 500,000 objects: CPU time of one search, its longest stretch, and what the index keeps for each object. */
export const search: BenchCase = {
  name: 'search',
  slow: true,
  async run({ quick, log }) {
    const { store, objects } = growStore(quick ? 30_000 : 300_000);
    const view = (): FleetView => store.view(everything);
    const index = new SearchIndex();
    const directory: FleetDirectory = {
      clusters: () => view().clusters(),
      cluster: (name) => view().cluster(name),
      resolve: (_cluster, name) => resolveBuiltin(name),
      resources: () => builtinById,
    };
    const run = (text: string): Sample => {
      const started = process.cpuUsage();
      const slices = searchFleet(planSearch(searchQuery({ text }), directory), view(), { index, nowMs: 0 });
      let stretchMs = 0;
      for (let last = performance.now(); ; last = performance.now()) {
        const step = slices.next();
        stretchMs = Math.max(stretchMs, performance.now() - last);
        if (step.done !== true) continue;
        const { user, system } = process.cpuUsage(started);
        return { text, answer: step.value, cpuMs: (user + system) / 1000, stretchMs };
      }
    };
    // What the simulated world left behind is not what is measured.
    collectGarbage();
    const first = run('qqxzv');
    for (const text of ['web', 'kube', 'e2', 'zz']) run(text);
    const samples = questions(run).map(run);
    const times = samples.map(({ cpuMs }) => cpuMs);
    const bytes = index.bytes + hiddenBytes(view());
    log(
      `${objects} objects, ${samples.length} searches, ${samples.filter(({ answer }) => answer.total > 0).length} with results; the first packs all texts: ${first.cpuMs.toFixed(0)} ms CPU`,
    );
    log(
      `median ${percentile(times, 0.5).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms, longest stretch p95 ${percentile(
        samples.map(({ stretchMs }) => stretchMs),
        0.95,
      ).toFixed(1)} ms`,
    );
    for (const { text, cpuMs, answer } of [...samples].sort((a, b) => b.cpuMs - a.cpuMs).slice(0, 3))
      log(`slowest: ${cpuMs.toFixed(1)} ms ${JSON.stringify(text)}, ${answer.total} results`);
    const typed = ['pri', 'pric', 'price', 'price-', 'price-f', 'price-fe'].map((text) => run(text).cpuMs.toFixed(1));
    log(`typing price-fe letter by letter: ${typed.join(', ')} ms; again: ${run('price-fe').cpuMs.toFixed(1)} ms`);
    return { 'search-500k-p95': percentile(times, 0.95), 'search-index-bytes': bytes / objects };
  },
};

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

/** Two hundred different questions: parts of names, labels, images and addresses that are there, some words together, some nowhere. */
function questions(run: (text: string) => Sample): readonly string[] {
  const random = seededRandom('search-bench');
  const seen = ['a', 'e', '10.', 'kube', 'canary', 'main', 'example.org', 'pod', 'Failed', 'worker'].flatMap(
    (text) => run(text).answer.results,
  );
  const texts = seen.flatMap(({ name, labels, matches, uid }) => [name, ...labels.flat(), ...matches.map(({ text }) => text), uid]);
  const part = (): string => {
    const text = texts[random.int(texts.length)] as string;
    const from = random.int(Math.max(1, text.length - 4));
    return text.slice(from, from + 3 + random.int(12)).replace(/[\s"=,…]/g, '') || 'web';
  };
  return Array.from({ length: 200 }, (_, i) =>
    (i % 10 === 0 ? `${part()}qzx` : i % 5 === 0 ? `${part()} ${part()}` : part()).replace(/^(\w+):/, '$1'),
  );
}

/** What the store keeps for search alone: codes by row, and the texts of its hidden columns. */
function hiddenBytes(view: FleetView): number {
  const counted = new Set<object>();
  let bytes = 0;
  for (const { id } of view.clusters())
    for (const resource of view.resources(id)) {
      const shard = view.shard(id, resource);
      for (const { name } of shard === undefined ? [] : searchColumns(shard.resource)) {
        const lane = shard?.column(name)?.text;
        bytes += 4 * (shard?.rows.size ?? 0);
        if (lane?.dictionary === undefined || counted.has(lane.dictionary)) continue;
        counted.add(lane.dictionary);
        for (let code = 1; code < lane.size; code++) bytes += 40 + (lane.value(code)?.length ?? 0);
      }
    }
  return bytes;
}
