import type { Check } from '../../checks/check.ts';
import type { CheckReport } from '../../checks/check-report.ts';
import type { Severity } from '../../checks/severity.ts';

/** What every form of a check report is written from. */
export interface CheckReportRequest {
  readonly report: CheckReport;
  /** The catalogue that was asked: titles, fixes and rules come from it. */
  readonly checks: readonly Check[];
  /** The outage that taught a check, where one is known. */
  storyOf(check: string): CheckStory | undefined;
  /** Findings from here on make the run fail. */
  readonly failOn: Severity | 'never';
  /** Of Hindsight, for tools that keep reports. */
  readonly version: string;
}

/** One outage in one line. */
export interface CheckStory {
  readonly id: string;
  readonly title: string;
  readonly organisation: string;
  readonly year: number;
  readonly url: string;
}
