import { counted } from '../check/finding-words.ts';
import { markdownText } from '../check/markdown-text.ts';
import type { BriefingItem } from './briefing.ts';
import { firstSentence } from './briefing-html.report.ts';

/** The briefing for a ticket, a chat or a wiki. */
export function briefingMarkdown(
  items: readonly BriefingItem[],
  q: { readonly progress: { readonly judged: number; readonly clusters: number }; readonly nowMs: number },
): string {
  const lines = [
    '# Outages that could happen to us this week',
    '',
    `${new Date(q.nowMs).toISOString().slice(0, 10)}, ${q.progress.judged} of ${counted(q.progress.clusters, 'cluster')} judged.`,
    '',
  ];
  if (items.length === 0) lines.push('Nothing at warning or above is open in the clusters that were judged.', '');
  for (const [i, { group, story, evidence, owners }] of items.entries()) {
    const { check, rule, severity, workloads, clusters } = group;
    if (check === undefined || rule === undefined) continue;
    lines.push(
      `${i + 1}. **${markdownText(check.title)}** (${severity}): ${markdownText(rule.title)}, ${counted(workloads, 'object')} in ${counted(clusters, 'cluster')}.`,
    );
    if (story !== undefined)
      lines.push(
        `   It has happened: ${markdownText(`${story.organisation} ${story.year}`)}, ${markdownText(story.headline)} (${story.url}).`,
      );
    for (const one of evidence)
      lines.push(`   - ${markdownText(one.subject)} in ${markdownText(one.cluster)}: ${markdownText(one.message)}`);
    lines.push(
      `   - Owners: ${owners
        .slice(0, 4)
        .map(({ team, objects }) => (team === '' ? `${objects} without a team` : `${markdownText(team)} (${objects})`))
        .join(', ')}`,
    );
    lines.push(`   - What to do: ${markdownText(firstSentence(check.fix))}`, '');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}
