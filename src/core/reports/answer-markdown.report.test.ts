import { expect, test } from 'vitest';
import { markdownText } from './answer-markdown.report.ts';

test.each<[string, string]>([
  ['plain-name-1.example', 'plain-name-1.example'],
  ['a|b', 'a\\|b'],
  ['*x* _y_ ~z~', '\\*x\\* \\_y\\_ \\~z\\~'],
  ['<b>&amp;</b>', '&lt;b&gt;&amp;amp;&lt;/b&gt;'],
  ['[x](y) ![i](j)', '\\[x\\]\\(y\\) \\!\\[i\\]\\(j\\)'],
  ['`code`', '\\`code\\`'],
  ['@team look', '@&#8203;team look'],
  ['registry/x@sha256:abc', 'registry/x@sha256:abc'],
  ['https://evil.example', 'https&#8203;://evil.example'],
  ['www.evil.example', 'www&#8203;.evil.example'],
  ['a\nb\x1b[0m', 'a\\\\nb\\\\x1b\\[0m'],
])('%j', (text, markdown) => expect(markdownText(text)).toBe(markdown));
