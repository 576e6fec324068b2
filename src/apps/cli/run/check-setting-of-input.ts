import { type CheckSetting, defaultCheckSetting } from '../../../core/checks/check-setting.ts';
import type { CommandInput } from '../command.ts';

/** What the configuration says of checks; without a file, the defaults. */
export async function checkSettingOf(_input: CommandInput): Promise<CheckSetting> {
  return defaultCheckSetting;
}
