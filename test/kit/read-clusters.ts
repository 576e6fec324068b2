import { clustersSchema, type WireClusters } from '../../src/core/wire/clusters-schema.ts';

/** Facts of all clusters as a server tells them. */
export type ClustersFacts = WireClusters['clusters'];

/** Asks a server for its clusters until what it says holds; the end of the test is the deadline. */
export async function readClusters(url: string, holds: (facts: ClustersFacts) => boolean): Promise<ClustersFacts> {
  for (;;) {
    const answer = await fetch(`${url}/clusters`, { headers: { accept: 'application/json' } });
    const { clusters } = clustersSchema.parse(await answer.json());
    if (holds(clusters)) return clusters;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
