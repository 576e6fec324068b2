import { expect, test } from 'vitest';
import { markup } from './markup.ts';

test('texts are escaped, markup is not, lists are joined, nothing is nothing', () => {
  const evil = '"><img src=x onerror=alert(1)>';
  const inner = markup`<b>${evil}</b>`;
  expect(String(markup`<p title="${evil}">${[inner, ' ', 5]}${undefined}${false}</p>`)).toBe(
    '<p title="&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"><b>&quot;&gt;&lt;img src=x onerror=alert(1)&gt;</b> 5</p>',
  );
});
