import type { CheckSetting } from './check-setting.ts';
import type { Inventory } from './inventory.ts';
import type { Relations } from './relations.ts';

/** What a rule is judged with. */
export interface Judging {
  readonly inventory: Inventory;
  readonly relations: Relations;
  readonly setting: CheckSetting;
  readonly nowMs: number;
  /** Live: asks to be judged again at that instant, even if nothing changes until then. */
  wakeAt(atMs: number): void;
}
