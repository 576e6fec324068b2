import type { TextEdit } from '../../core/checks/check-report.ts';

/** The one run of lines that differs between two texts; undefined when they are the same. Cheap: it looks for what both begin and end with. */
export function lineEdit(before: string, after: string): TextEdit | undefined {
  if (before === after) return undefined;
  const old = before.split('\n');
  const now = after.split('\n');
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let tail = 0;
  while (tail < old.length - start && tail < now.length - start && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  const text = now.slice(start, now.length - tail).map((line) => `${line}\n`);
  return { startLine: start + 1, endLine: old.length - tail + 1, text: text.join('') };
}
