import { HindsightError } from '../../core/base/hindsight-error.ts';
import { nearest } from '../../core/base/nearest.ts';
import type { Command } from './command.ts';

/** The command of that name; HindsightError `usage` with the nearest ones otherwise. */
export function findCommand(commandList: readonly Command[], name: string): Command {
  const found = commandList.find((command) => command.name === name);
  if (found) return found;
  const near = nearest(
    name,
    commandList.filter(({ hidden }) => hidden !== true).map((command) => command.name),
  );
  throw new HindsightError('usage', `there is no command "${name}"`, {
    hint: near.length > 0 ? `Did you mean ${near.map((n) => `\`hindsight ${n}\``).join(' or ')}?` : '`hindsight help` lists the commands.',
  });
}
