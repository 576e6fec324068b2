import { base64, fromBase64 } from './base64.ts';
import { plantedMarker } from './plan/application-profile.ts';
import type { SimCluster } from './sim-cluster.ts';

export { plantedMarker, plantedMarkerBase64 } from './plan/application-profile.ts';

/** An invented secret value and where it stands. */
export interface PlantedSecret {
  readonly value: string;
  /** How the value stands in base64 where it does. */
  readonly encoded: string;
  readonly resource: 'secrets' | 'pods' | 'deployments.apps';
  readonly key: string;
}

/** Every secret value that is planted in the cluster's Secrets (data and annotations) and in the literal environment of its pods and Deployments. Grows those resources. */
export function plantedSecrets(cluster: SimCluster): readonly PlantedSecret[] {
  const found: PlantedSecret[] = [];
  for (const resource of ['secrets', 'pods', 'deployments.apps'] as const) {
    for (const { object } of cluster.objects.list(resource)) {
      const key = `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
      for (const value of new Set(valuesIn(object))) found.push({ value, encoded: base64(value), resource, key });
    }
  }
  return found;
}

const pattern = new RegExp(`${plantedMarker}[\\w-]+`, 'g');

function* valuesIn(value: unknown): Generator<string> {
  if (typeof value === 'string') {
    yield* value.match(pattern) ?? [];
    // Data of Secrets is encoded once, Helm's twice.
    if (/^[A-Za-z0-9+/]{16,}=*$/.test(value)) yield* valuesIn(fromBase64(value));
  } else if (typeof value === 'object' && value !== null) {
    for (const child of Object.values(value)) yield* valuesIn(child);
  }
}
