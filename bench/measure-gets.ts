import type { ServeProcess } from './start-process.ts';

/** Asks the same question one after the other and answers the milliseconds of each, after a tenth of warm-up. */
export async function measureGets(
  server: Pick<ServeProcess, 'get'>,
  path: string,
  q: { readonly accept: string; readonly count: number },
): Promise<number[]> {
  const samples: number[] = [];
  for (let i = 0; i < q.count * 1.1; i++) {
    const started = performance.now();
    await server.get(path, q.accept);
    samples.push(performance.now() - started);
  }
  return samples.slice(-q.count);
}
