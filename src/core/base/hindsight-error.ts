import { type ErrorCode, errorCatalogue } from './error-catalogue.ts';

/** Where in a text the user's mistake is. Offsets count UTF-16 units from 0. */
export interface ErrorPlace {
  /** File, URL parameter or flag the text came from. */
  readonly source?: string;
  readonly text?: string;
  readonly offset?: number;
  readonly length?: number;
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
}

/** The one error class: a stable code, a message that says where and why, a hint that says what to do. */
export class HindsightError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly place: ErrorPlace | undefined;

  constructor(code: ErrorCode, message: string, more: { hint?: string; place?: ErrorPlace; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'HindsightError';
    this.code = code;
    this.hint = more.hint ?? errorCatalogue[code].remedy;
    this.place = more.place;
  }
}
