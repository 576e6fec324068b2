import { type CentralSuppression, centralNote } from '../../../core/checks/central-suppression.ts';
import type { CheckReport, PlacedFinding } from '../../../core/checks/check-report.ts';
import type { Unevaluated } from '../../../core/checks/finding.ts';
import { judgeInventory } from '../../../core/checks/judge-inventory.ts';
import { orderedFindings } from '../../../core/checks/order-findings.ts';
import { finish } from '../../../core/query/finish.ts';
import { sha256 } from '../../../edge/manifests/check.ts';
import type { CommandInput } from '../command.ts';
import { liveInventories } from './live-inventories.ts';
import type { CheckRequest } from './read-check-request.ts';

/** Judges the clusters of the kubeconfig as they are now. */
export async function checkClusters(
  input: CommandInput,
  request: CheckRequest,
  suppressions: readonly CentralSuppression[],
): Promise<CheckReport> {
  const { checks, setting } = request;
  const live = await liveInventories(input, checks);
  try {
    const findings: PlacedFinding[] = [];
    const unevaluated: Unevaluated[] = [];
    let judged = 0;
    for (const inventory of live.inventories) {
      input.terminal.progress(`judging ${inventory.name}`);
      const facts = (labels: Readonly<Record<string, string>> | undefined) => ({ labels: labels ?? {}, nowMs: inventory.nowMs });
      const judgement = finish(
        judgeInventory({
          inventory,
          checks,
          hash: sha256,
          setting,
          onFinding: (finding, object) => {
            const suppressed = finding.suppressed ?? centralNote(suppressions, finding, facts(object?.metadata.labels));
            if (isOpen(finding, inventory.nowMs)) findings.push(suppressed === undefined ? finding : { ...finding, suppressed });
          },
        }),
      );
      unevaluated.push(...judgement.unevaluated);
      judged += judgement.judged;
    }
    input.terminal.progress(undefined);
    return {
      findings: orderedFindings(findings.filter(({ suppressed }) => suppressed === undefined)),
      suppressed: orderedFindings(findings.filter(({ suppressed }) => suppressed !== undefined)),
      known: 0,
      fixed: 0,
      unevaluated: merged(unevaluated),
      unread: live.unread,
      counts: { files: 0, documents: 0, objects: judged, others: 0 },
      rules: checks.flatMap(({ rules }) => rules.filter(({ runsOn }) => runsOn.includes('live'))).length,
    };
  } finally {
    await live.close();
  }
}

/** A symptom that has not held for long enough is none yet. */
function isOpen({ opensAtMs }: PlacedFinding, nowMs: number): boolean {
  return opensAtMs === undefined || opensAtMs <= nowMs;
}

function merged(all: readonly Unevaluated[]): readonly Unevaluated[] {
  const sums = new Map<string, Unevaluated>();
  for (const one of all) {
    const key = `${one.check}/${one.rule}\n${one.reason}`;
    sums.set(key, { ...one, subjects: one.subjects + (sums.get(key)?.subjects ?? 0) });
  }
  return [...sums.values()];
}
