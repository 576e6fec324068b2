import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FleetStore } from '../../core/fleet/fleet-store.ts';
import { everything, type FleetView } from '../../core/fleet/fleet-view.ts';

/** Names of a fleet as they were last known: enough to complete a command line. */
export interface KnownNames {
  /** Clusters with their other names. */
  readonly clusters: readonly {
    readonly name: string;
    readonly aliases: readonly string[];
    readonly labels: Readonly<Record<string, string>>;
  }[];
  /** Of all clusters together, sorted. */
  readonly namespaces: readonly string[];
  /** Resources that were synced: plural names, and singular and short ones. */
  readonly resources: readonly {
    readonly plural: string;
    readonly group: string;
    readonly otherNames: readonly string[];
    readonly namespaced: boolean;
  }[];
}

const fileName = 'names.json';
const format = 1;

/** The names of what a store holds, as the file has them. */
export function knownNamesText(store: FleetStore): string {
  return JSON.stringify({ format, ...knownNames(store.view(everything)) });
}

/** The names of what a view holds. */
export function knownNames(view: FleetView): KnownNames {
  const namespaces = new Set<string>();
  const resources = new Map<string, KnownNames['resources'][number]>();
  for (const { id } of view.clusters()) {
    for (const resource of view.resources(id)) {
      const shard = view.shard(id, resource);
      if (shard === undefined) continue;
      const { plural, group, singular, shortNames, namespaced } = shard.resource;
      if (!resources.has(resource)) resources.set(resource, { plural, group, otherNames: [singular, ...shortNames], namespaced });
      if (resource === 'namespaces') shard.rows.forEach((row) => void namespaces.add(shard.key(row).slice(1)));
    }
  }
  const clusters = view.clusters().map(({ id, aliases, labels }) => ({ name: id, aliases, labels }));
  return { clusters, namespaces: [...namespaces].sort(), resources: [...resources.values()] };
}

/** Reads the names that the last server left in a state folder; undefined when there are none. Needs no server and takes a millisecond; a running server does not mind. */
export function readKnownNames(stateFolder: string): KnownNames | undefined {
  try {
    const found = JSON.parse(readFileSync(join(stateFolder, fileName), 'utf8')) as (KnownNames & { readonly format: number }) | null;
    if (found?.format !== format) return undefined;
    const { clusters, namespaces, resources } = found;
    return [clusters, namespaces, resources].every(Array.isArray) ? { clusters, namespaces, resources } : undefined;
  } catch {
    return undefined;
  }
}
