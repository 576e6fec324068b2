import type { Answer } from '../../../core/query/table.ts';
import type { TableQuery } from '../../../core/query/table-query.ts';
import { tableQueryToUrl } from '../../../core/query/table-query-url.ts';

/** What an answer was given to. */
export interface AnsweredQuestion {
  readonly query: TableQuery;
  readonly scopeId: string;
  /** The answer's version. */
  readonly cursor: string;
}

/** A page opens its socket within a second or two of being sent; one that was asleep for longer is told everything anew. */
const mostAnswers = 32;
const mostRows = 40_000;

/** Answers that pages were sent lately, so that a page that becomes live is told what changed since and no row twice. Rows are shared with who keeps them anyway. */
export class RecentAnswers {
  readonly #answers = new Map<string, Answer>();
  #rows = 0;

  /** Remembers an answer; the oldest are forgotten. */
  keep(question: AnsweredQuestion, answer: Answer): void {
    const name = nameOf(question);
    this.#forget(name);
    this.#answers.set(name, answer);
    this.#rows += rowsOf(answer);
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= mostAnswers && this.#rows <= mostRows) break;
      this.#forget(oldest);
    }
  }

  /** The answer of that version to that question for that viewer; undefined when it is forgotten. */
  find(question: AnsweredQuestion): Answer | undefined {
    return this.#answers.get(nameOf(question));
  }

  #forget(name: string): void {
    const answer = this.#answers.get(name);
    if (answer === undefined) return;
    this.#answers.delete(name);
    this.#rows -= rowsOf(answer);
  }
}

function nameOf({ query, scopeId, cursor }: AnsweredQuestion): string {
  return `${cursor}\n${scopeId}\n${tableQueryToUrl(query)}`;
}

function rowsOf({ tables }: Answer): number {
  return tables.reduce((sum, { rows }) => sum + rows.length, 0);
}
