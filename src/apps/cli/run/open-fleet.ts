import { visibleText } from '../../../core/reports/visible-text.ts';
import type { ClusterTarget } from '../../../edge/client/cluster-target.ts';
import { pluginShare } from '../../../edge/client/kubeconfig-targets.ts';
import type { PluginShare } from '../../../edge/client/target-from-context.ts';
import type { EffectiveSettings } from '../../../edge/config/effective-settings.ts';
import { settings } from '../../../edge/config/settings.ts';
import { chooseSource } from '../../../edge/sources/choose-source.ts';
import type { ClusterSource } from '../../../edge/sources/cluster-source.ts';
import { type FleetChoice, readClusters } from '../../../edge/sources/follow-clusters.ts';
import { noClusters } from '../../../edge/sources/one-cluster-each.ts';
import { readRegistered } from '../../../edge/sources/registered-clusters.ts';
import type { CommandInput } from '../command.ts';
import { readSettings } from './read-settings.ts';

/** The clusters that are meant, and where they come from. */
export interface OpenedFleet {
  readonly targets: readonly ClusterTarget[];
  readonly effective: EffectiveSettings;
  readonly source: ClusterSource;
  readonly plugins: PluginShare;
  readonly choice: FleetChoice;
}

/** Reads configuration and clusters, and says on stderr what is worth a line. HindsightError `no-clusters` when there are none. */
export async function openFleet(input: CommandInput): Promise<OpenedFleet> {
  const { terminal, env } = input;
  const effective = await readSettings(input);
  // A plugin may ask a person only where one sits at both ends.
  const plugins = pluginShare({ env, interactive: terminal.interactive && process.stdin.isTTY === true });
  plugins.runner.onSlow = (awaited) => terminal.progress(`waiting for ${awaited}`);
  const source = await chooseSource(effective, { env, plugins });
  const choice = await fleetChoice(effective, { onNotice: (text) => terminal.note(visibleText(text)) });
  const { targets, notices } = await readClusters(source, choice);
  for (const notice of notices) terminal.note(visibleText(notice));
  if (targets.length === 0) throw noClusters(choice.contexts ?? [], `${source.label} names no cluster`);
  return { targets, effective, source, plugins, choice };
}

/** Which clusters of a source, and under which names. The engine for patterns is loaded only where there are rules. */
export async function fleetChoice(
  effective: EffectiveSettings,
  q: { before?: FleetChoice; onNotice(text: string): void },
): Promise<FleetChoice> {
  const contexts = effective.value(settings.contexts);
  const rules = effective.value(settings.rules);
  const naming = rules.length === 0 ? undefined : (await import('../../../edge/sources/naming-rules.ts')).namingRules(rules);
  const { registered, notices } = await readRegistered(rules, q.before?.registered);
  for (const notice of notices) q.onNotice(notice);
  return {
    ...(registered !== undefined && { registered }),
    identity: effective.value(settings.identity),
    labelSelector: effective.value(settings.labelSelector),
    ...(contexts.length > 0 && { contexts }),
    ...(naming !== undefined && { naming }),
  };
}
