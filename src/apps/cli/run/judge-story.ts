import { defaultCheckSetting } from '../../../core/checks/check-setting.ts';
import type { Finding } from '../../../core/checks/finding.ts';
import { judgeInventory } from '../../../core/checks/judge-inventory.ts';
import { finish } from '../../../core/query/finish.ts';
import type { Story } from '../../../core/stories/story.ts';
import { type StoryVerdict, storyVerdict } from '../../../core/stories/story-verdict.ts';
import { sha256 } from '../../../edge/manifests/check.ts';
import type { CommandInput } from '../command.ts';
import { liveInventories } from './live-inventories.ts';

/** Reads the clusters that the flags name and judges them by the checks of one story; `unread` says which could not be read. */
export async function judgeStory(
  input: CommandInput,
  story: Story,
): Promise<{ readonly verdict: StoryVerdict; readonly unread: readonly string[] }> {
  const checks = story.checks.map(({ check }) => check);
  const live = await liveInventories(input, checks);
  try {
    const findings: Finding[] = [];
    for (const inventory of live.inventories) {
      input.terminal.progress(`judging ${inventory.name}`);
      const onFinding = (finding: Finding): void => {
        if (finding.opensAtMs === undefined || finding.opensAtMs <= inventory.nowMs) findings.push(finding);
      };
      finish(judgeInventory({ inventory, checks, hash: sha256, setting: defaultCheckSetting, onFinding }));
    }
    return {
      verdict: storyVerdict(story, { findings, judged: live.inventories.length }),
      unread: live.unread.map(({ file, reason }) => `${file} could not be read: ${reason}`),
    };
  } finally {
    await live.close();
  }
}
