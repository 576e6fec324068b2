import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { settings } from '../../../edge/config/settings.ts';
import { type FleetChoice, followClusters } from '../../../edge/sources/follow-clusters.ts';
import { labelByNodes } from '../../server/label-by-nodes.ts';
import type { CommandInput } from '../command.ts';
import { fleetChoice, type OpenedFleet } from './open-fleet.ts';
import type { AccessChoice } from './read-access.ts';
import { readSettings } from './read-settings.ts';
import type { RunningServer } from './serve-fleet.ts';

/** What a changed file can change in a running process; the rest is read at the start. */
const reloadable: ReadonlySet<string> = new Set([
  settings.contexts.key,
  settings.identity.key,
  settings.labelSelector.key,
  settings.rules.key,
]);

/** How long what a registry says of names and labels holds. */
const registryEveryMs = 60_000;

/** Takes over clusters that are added, changed or removed, and the configuration on SIGHUP; the answer ends it. What fails is logged, and everything stays as it was. */
export function followFleet(
  input: CommandInput,
  q: { readonly opened: OpenedFleet; readonly running: RunningServer; readonly access: AccessChoice },
): () => void {
  const { log, fleet } = q.running;
  let { effective } = q.opened;
  let { choice } = q.opened;
  const choose = (from: OpenedFleet['effective']): Promise<FleetChoice> =>
    fleetChoice(from, { before: choice, onNotice: (text) => log.warn(text) });
  const followed = followClusters({
    source: q.opened.source,
    first: q.opened.targets,
    choice: () => choice,
    onTargets: (targets) => {
      fleet.source.setTargets(targets);
      log.debug({ clusters: targets.length }, 'clusters read');
    },
    onNotice: (text) => log.warn(text),
  });
  const reload = async (): Promise<void> => {
    try {
      const next = await readSettings(input);
      choice = await choose(next);
      q.access.reload();
      for (const key of changedKeys(effective, next)) {
        if (!reloadable.has(key)) log.warn({ key }, 'this setting has changed and holds after a restart');
      }
      effective = next;
      await followed.reread();
      log.info('configuration read again');
    } catch (error) {
      if (!(error instanceof HindsightError)) throw error;
      log.error({ hint: error.hint }, `the configuration was not taken over: ${error.message}`);
    }
  };
  const asksRegistry = (): boolean => effective.value(settings.rules).some(({ registry }) => registry !== undefined);
  const again = setInterval(async () => {
    if (!asksRegistry()) return;
    choice = await choose(effective);
    await followed.reread();
  }, registryEveryMs);
  again.unref();
  const takesFromNodes = effective.value(settings.rules).some(({ nodeLabels }) => nodeLabels !== undefined);
  const stopLabelling = takesFromNodes ? labelByNodes(fleet, () => effective.value(settings.rules)) : () => {};
  const onSignal = (): void => void reload();
  process.on('SIGHUP', onSignal);
  return () => {
    process.off('SIGHUP', onSignal);
    clearInterval(again);
    stopLabelling();
    followed.stop();
  };
}

function changedKeys(before: OpenedFleet['effective'], after: OpenedFleet['effective']): readonly string[] {
  return Object.values(settings)
    .filter((setting) => JSON.stringify(before.value(setting as never)) !== JSON.stringify(after.value(setting as never)))
    .map(({ key }) => key);
}
