import type { ClusterTarget } from '../client/cluster-target.ts';

/** What a source says at the moment. */
export interface SourceReading {
  /** As configured, in order: contexts of kubeconfigs may still be the same cluster. */
  readonly targets: readonly ClusterTarget[];
  /** What could not be read, and what was done instead. */
  readonly notices: readonly string[];
}

/** Where clusters come from. */
export interface ClusterSource {
  /** For messages: `kubeconfig /home/jane/.kube/config`. */
  readonly label: string;
  /** Reads everything; throws HindsightError where nothing can be said at all. */
  read(): Promise<SourceReading>;
  /** Calls when another reading may say something else; the answer ends it. */
  watch(onChange: () => void): () => void;
}
