import { expect, test } from 'vitest';
import { visibleText } from './visible-text.ts';

test.each([
  ['a\x1b[2Jb', 'a\\x1b[2Jb'],
  ['a\u009bb', 'a\\x9bb'],
  ['a\r\n\tb', 'a\\r\\n\\tb'],
  ['pay\u200bments\ufeff\u00ad', 'pay\\u200bments\\ufeff\\xad'],
  ['safe\u202egpj.exe\u061c', 'safe\\u202egpj.exe\\u061c'],
  ['tag\u{e0041}', 'tag\\u{e0041}'],
])('%j is shown as %j', (text, shown) => expect(visibleText(text)).toBe(shown));

test.each(['plain', 'größe', '漢字', 'مرحبا', '👩‍👩‍👧', 'e\u0301'])('%s stays as it is', (text) => expect(visibleText(text)).toBe(text));
