import type { Answer } from '../query/table.ts';
import { wireAnswer } from './answer-json.report.ts';
import { yamlText } from './yaml-text.ts';

/** The answer as YAML, in the same shape as the JSON answer. */
export function answerYaml(answer: Answer): string {
  return yamlText(wireAnswer(answer));
}
