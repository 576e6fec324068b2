import { expect, test } from 'vitest';
import { lineRange, rangeFragment } from './highlight-lines.ts';

test('fragments of lines are read back, in whatever order they were chosen', () => {
  expect(lineRange('#line-12')).toEqual({ from: 12, to: 12 });
  expect(lineRange(rangeFragment(9, 3))).toEqual({ from: 3, to: 9 });
  expect(lineRange('#line-9-3')).toEqual({ from: 3, to: 9 });
  for (const other of ['', '#', '#line-', '#line-x', '#line-99999999', '#/spec/replicas', '#line-1-2-3'])
    expect(lineRange(other)).toBeUndefined();
});
