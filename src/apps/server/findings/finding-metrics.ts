import { Gauge, type Registry } from 'prom-client';
import { stateOf } from '../../../core/checks/live/live-finding.ts';
import type { FindingsKeeper } from './findings-keeper.ts';

/** Where the figures come from. */
export type FindingFiguresSource = Pick<FindingsKeeper, 'judge' | 'nowMs' | 'progress'>;

/** Registers what is told of findings: by check and severity, by state, and how far judging is. The answer reads the figures anew. */
export function findingMetrics(registry: Registry, source: FindingFiguresSource): () => void {
  const registers = [registry];
  const open = new Gauge({
    name: 'hindsight_findings',
    help: 'Open findings by check and severity, over all clusters.',
    labelNames: ['check', 'severity'],
    registers,
  });
  const byState = new Gauge({ name: 'hindsight_findings_by_state', help: 'Findings by state.', labelNames: ['state'], registers });
  const judged = new Gauge({ name: 'hindsight_judged_clusters', help: 'Clusters that were judged by the checks.', registers });
  const blind = new Gauge({
    name: 'hindsight_unevaluated_rules',
    help: 'Rules that could not be evaluated, summed over clusters, by check.',
    labelNames: ['check'],
    registers,
  });
  return () => {
    for (const gauge of [open, byState, blind]) gauge.reset();
    judged.set(source.progress().judged);
    const { nowMs } = source;
    for (const judge of source.judge.judges()) {
      for (const finding of judge.findings()) {
        const state = stateOf(finding, nowMs);
        byState.inc({ state });
        if (state === 'open') open.inc({ check: finding.check, severity: finding.severity });
      }
      for (const check of new Set(judge.unevaluated().map((one) => one.check))) blind.inc({ check });
    }
  };
}
