import type { Answer } from '../../query/table.ts';
import type { WireDescribe } from '../../wire/describe-schema.ts';
import { wireCoverage } from '../answer-json.report.ts';
import { coverageLine } from '../coverage-line.ts';
import { harmlessJson } from '../harmless-json.ts';
import { visibleText } from '../visible-text.ts';
import type { Description } from './description.ts';
import { type DescriptionTextOptions, descriptionsText } from './description-text.ts';

/** Objects described, and the answer that found them. */
export interface DescribedAnswer {
  readonly answer: Answer;
  readonly descriptions: readonly Description[];
}

/** As JSON, in the shape of `describeSchema`. */
export function describedAnswerJson({ answer, descriptions }: DescribedAnswer): string {
  const wire: Omit<WireDescribe, 'descriptions'> & { readonly descriptions: readonly Description[] } = {
    nowMs: answer.nowMs,
    line: coverageLine(answer),
    coverage: wireCoverage(answer.coverage),
    notices: [...answer.notices],
    missing: [...(answer.missing ?? [])],
    descriptions,
  };
  return `${harmlessJson(wire)}\n`;
}

/** As text, with notices and coverage at the end. */
export function describedAnswerText({ answer, descriptions }: DescribedAnswer, options: DescriptionTextOptions = {}): string {
  const notices = answer.notices.map((notice) => `${visibleText(notice)}\n`).join('');
  return `${descriptionsText(descriptions, options)}${descriptions.length > 0 ? '\n' : ''}${notices}${coverageLine(answer)}\n`;
}
