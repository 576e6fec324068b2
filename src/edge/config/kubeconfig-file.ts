import { HindsightError } from '../../core/base/hindsight-error.ts';

/** Where an entry stands, for messages. Lines and columns count from 1. */
export interface ConfigPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One named entry of a kubeconfig; the content is unchecked. */
export interface ConfigEntry {
  readonly name: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly place: ConfigPlace;
}

/** A kubeconfig, or several merged: clusters, users and contexts by name. */
export interface Kubeconfig {
  readonly clusters: ReadonlyMap<string, ConfigEntry>;
  readonly users: ReadonlyMap<string, ConfigEntry>;
  /** In the order of the file. */
  readonly contexts: ReadonlyMap<string, ConfigEntry>;
  readonly currentContext: string | undefined;
}

/** Merges several files as kubectl does: the first file that names something wins. Source: k8s.io/client-go tools/clientcmd/loader.go. */
export function mergeKubeconfigs(configs: readonly Kubeconfig[]): Kubeconfig {
  const merge = (pick: (config: Kubeconfig) => ReadonlyMap<string, ConfigEntry>): ReadonlyMap<string, ConfigEntry> => {
    const all = new Map<string, ConfigEntry>();
    for (const config of configs) for (const [name, entry] of pick(config)) if (!all.has(name)) all.set(name, entry);
    return all;
  };
  return {
    clusters: merge((config) => config.clusters),
    users: merge((config) => config.users),
    contexts: merge((config) => config.contexts),
    currentContext: configs.find((config) => config.currentContext !== undefined)?.currentContext,
  };
}

/** The error for something wrong at a place of a kubeconfig. */
export function invalid(place: ConfigPlace, reason: string, hint?: string): HindsightError {
  return new HindsightError('kubeconfig-invalid', `${place.file}:${place.line}:${place.column}: ${reason}`, {
    place: { source: place.file, line: place.line, column: place.column },
    ...(hint === undefined ? {} : { hint }),
  });
}
