import { expect, test } from 'vitest';
import type { Json } from './object.ts';
import { pythonText } from './python-text.ts';

test.each<[Json, string]>([
  ['plain', 'plain'],
  ['line\nbreak', 'line\nbreak'],
  [true, 'True'],
  [false, 'False'],
  [null, 'None'],
  [5, '5'],
  [-0.5, '-0.5'],
  [1e21, '1000000000000000000000'],
  [0.00001, '1e-05'],
  [0.0001, '0.0001'],
  [1.5e-7, '1.5e-07'],
  [['a', 'b'], "['a', 'b']"],
  [[], '[]'],
  [{}, '{}'],
  [[1, null, true, [false]], '[1, None, True, [False]]'],
  [{ a: 1, 'b c': ['x'] }, "{'a': 1, 'b c': ['x']}"],
  [["it's"], '["it\'s"]'],
  [['"quoted"'], '[\'"quoted"\']'],
  [[`it's "both"`], `['it\\'s "both"']`],
  [['a\\b\n\t'], "['a\\\\b\\n\\t']"],
  [['\u001b[31m', '\u00a0', '\u202e', 'é', '😀'], "['\\x1b[31m', '\\xa0', '\\u202e', 'é', '😀']"],
])('%j prints as %s', (value, text) => {
  expect(pythonText(value)).toBe(text);
});
