import type { KeptLogLine } from '../../core/kube/log-grep.ts';
import type { LogSource } from '../../core/kube/log-line.ts';

/** What following logs tells, in order. */
export type LogEntry =
  | { readonly type: 'line'; readonly source: LogSource; readonly line: KeptLogLine }
  /** Something a reader should know: a container that has not started, a stream that broke, a pod that is gone. */
  | { readonly type: 'note'; readonly source: LogSource | undefined; readonly text: string; readonly isTrouble: boolean }
  /** The reader was too slow, and so many lines of this log were left out here. */
  | { readonly type: 'dropped'; readonly source: LogSource; readonly count: number };
