import { listPath } from '../src/core/kube/api-resource.ts';
import { builtinById } from '../src/core/resources/builtin-resources.ts';
import { targetsFromKubeconfig } from '../src/edge/client/kubeconfig-targets.ts';
import { openApiServer } from '../src/edge/client/open-api-server.ts';
import { pinnedResources } from '../src/edge/collector/pinned-resources.ts';

/** CPU that `JSON.parse` with UTF-8 decoding costs this thread for everything a server syncs, on the same trimmed bytes, object by object. */
export async function parseCost(
  kubeconfig: string,
): Promise<{ readonly parseMs: number; readonly objects: number; readonly bytes: number }> {
  const total = { parseMs: 0, objects: 0, bytes: 0 };
  for (const target of await targetsFromKubeconfig({ files: [kubeconfig], env: {} })) {
    const api = openApiServer(target, { userAgent: 'hindsight-bench', clock: { nowMs: () => Date.now() } });
    const kept: Buffer[] = [];
    for (const id of pinnedResources) {
      const resource = builtinById.get(id);
      if (resource === undefined) throw new Error(`${id} is no built-in resource`);
      await api.list({
        path: listPath(resource),
        resourceVersion: '0',
        signal: new AbortController().signal,
        idleDeadlineMs: 60_000,
        onItems: (items) => void kept.push(...items.map(({ bytes }) => Buffer.from(bytes))),
      });
    }
    api.close();
    total.parseMs += parseAll(kept);
    total.objects += kept.length;
    for (const bytes of kept) total.bytes += bytes.length;
  }
  return total;
}

/** In one go: thread CPU time advances in ticks of the scheduler, so that short stretches read as nothing. */
function parseAll(objects: readonly Buffer[]): number {
  const decoder = new TextDecoder();
  const before = process.threadCpuUsage();
  for (const bytes of objects) JSON.parse(decoder.decode(bytes));
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
