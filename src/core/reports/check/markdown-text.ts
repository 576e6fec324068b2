import { visibleText } from '../visible-text.ts';

/** Text that stays text in Markdown and in the HTML that it may hold; no link, mention or heading comes of it. */
export function markdownText(text: string): string {
  return visibleText(text.replace(/\s+/g, ' '))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_[\]|#~@]/g, (sign) => `\\${sign}`)
    .trim();
}

/** Text between backticks, whatever backticks it holds. */
export function markdownCode(raw: string): string {
  const text = visibleText(raw.replace(/\s+/g, ' '));
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}
