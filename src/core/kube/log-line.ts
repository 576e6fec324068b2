/** One line of a container's log. */
export interface LogLine {
  /** When the container wrote it, ms since 1970 with fractions: exact to a quarter of a microsecond. A line without a time has that of the line before it. */
  readonly atMs: number;
  /** The time as the kubelet wrote it, with nanoseconds; empty where it wrote none. */
  readonly time: string;
  /** Without the newline; bytes that are no UTF-8 are replaced by `\ufffd`. */
  readonly text: string;
  /** Bytes of the line that were left out because it is too long; absent where it is whole. */
  readonly cutBytes?: number;
}

/** Where a line comes from. */
export interface LogSource {
  readonly cluster: string;
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** A key of a source, for maps. */
export function logSourceKey({ cluster, namespace, pod, container }: LogSource): string {
  return `${cluster}/${namespace}/${pod}/${container}`;
}
