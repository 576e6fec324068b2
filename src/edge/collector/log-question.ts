import type { LogGrepQuestion } from '../../core/kube/log-grep.ts';

/** What is wanted of each container's log. */
export interface LogQuestion {
  readonly follow: boolean;
  /** The log before the last restart. */
  readonly previous: boolean;
  /** Lines from the end of each log; undefined for all. */
  readonly tailLines: number | undefined;
  /** RFC 3339. */
  readonly sinceTime: string | undefined;
  /** True for the containers wanted, by name. */
  container(name: string): boolean;
  readonly grep?: LogGrepQuestion;
}
