import type { AnswerObject } from '../../../core/query/answer-objects.ts';
import { objectColumnsText } from '../../../core/reports/object-columns.report.ts';
import { type ObjectListOptions, objectsJsonPieces, objectsValue, objectsYamlPieces } from '../../../core/reports/object-list.report.ts';
import type { Output } from './read-output.ts';

/** Whole objects in the form that was asked for, piece by piece. */
export function objectPieces(
  output: Extract<Output, { of: 'objects' }>,
  objects: readonly AnswerObject[],
  options: ObjectListOptions & { readonly headings: boolean },
): Iterable<string> {
  switch (output.form) {
    case 'json':
      return objectsJsonPieces(objects, options);
    case 'yaml':
      return objectsYamlPieces(objects, options);
    case 'jsonpath':
      return [output.write(objectsValue(objects, options))];
    case 'custom-columns':
      return [objectColumnsText(objects, output.columns, { headings: options.headings, showCluster: !options.oneCluster })];
  }
}
