import type { TextEdit } from '../../core/checks/check-report.ts';
import type { Finding } from '../../core/checks/finding.ts';
import type { ManifestObject, ManifestText } from './manifest-document.ts';
import { patchText } from './patch-text.ts';
import { lineEdit } from './text-edits.ts';

/** The lines of a file that mend a finding; undefined where none can be computed, or the text was rendered and so is not what people edit. */
export function findingEdit(text: ManifestText, at: ManifestObject, { patch }: Finding): TextEdit | undefined {
  if (patch.length === 0 || text.rendered !== undefined || text.file === '-') return undefined;
  const content = text.text.slice(at.start, at.end);
  const mended = patchText(content, patch, at.within);
  const edit = mended === undefined ? undefined : lineEdit(content, mended);
  return edit === undefined ? undefined : { ...edit, startLine: edit.startLine + at.line - 1, endLine: edit.endLine + at.line - 1 };
}
