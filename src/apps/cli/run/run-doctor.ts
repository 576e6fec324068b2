import { HindsightError } from '../../../core/base/hindsight-error.ts';
import type { ClusterFacts } from '../../../core/fleet/fleet-view.ts';
import { type ClusterExamination, worstFinding } from '../../../core/kube/cluster-examination.ts';
import { globTest } from '../../../core/query/name-patterns.ts';
import { doctorSummary, doctorText } from '../../../core/reports/doctor-text.report.ts';
import { harmlessJson } from '../../../core/reports/harmless-json.ts';
import type { HindsightClient } from '../../../edge/apiclient/hindsight-client.ts';
import type { ClusterTarget } from '../../../edge/client/cluster-target.ts';
import { examineCluster } from '../../../edge/collector/examine-cluster.ts';
import { systemClock } from '../../../edge/collector/system-timers.ts';
import type { CommandInput } from '../command.ts';
import { userAgent } from '../user-agent.ts';
import { openTargets } from './open-targets.ts';
import { readOutputForm } from './read-output-form.ts';
import { remoteFleet } from './remote-fleet.ts';

/** Clusters examined at a time: their certificates are checked on this machine's processors. */
const atATime = 24;

/** Prints what is wrong with each cluster; exit 1 when anything is. */
export async function runDoctor(input: CommandInput): Promise<number> {
  const { terminal, flags } = input;
  const form = readOutputForm(input, ['json']);
  const started = performance.now();
  const remote = remoteFleet(input);
  const examinations = remote === undefined ? await examineDirectly(input) : await examineRemotely(input, remote);
  terminal.progress(undefined);
  if (terminal.signal.aborted) return 130;
  if (form === 'json') await terminal.write(`${harmlessJson({ clusters: examinations }, 2)}\n`);
  else await terminal.write(doctorText(examinations, { colour: terminal.colour, notes: !flags.has('quiet') }));
  terminal.note(doctorSummary(examinations, (performance.now() - started) / 1000));
  if (remote !== undefined) terminal.note('This is what the server sees. Without --server the way from here is examined, step by step.');
  return examinations.some((one) => worstFinding(one) !== undefined) ? 1 : 0;
}

async function examineDirectly(input: CommandInput): Promise<readonly ClusterExamination[]> {
  const { terminal, flags, env } = input;
  const targets = chosen(await openTargets(input), input, ({ id, aliases }) => [id, ...aliases]);
  const deadlineMs = (flags.integer('timeout', { min: 1, max: 600 }) ?? 15) * 1000;
  const examinations: ClusterExamination[] = [];
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < targets.length && !terminal.signal.aborted; i = next++) {
      terminal.progress(`${done} of ${targets.length} clusters`);
      const target = targets[i] as ClusterTarget;
      examinations[i] = await examineCluster(target, {
        userAgent: userAgent(),
        env,
        clock: systemClock,
        deadlineMs,
        signal: terminal.signal,
      });
      done++;
    }
  };
  await Promise.all(Array.from({ length: Math.min(atATime, targets.length) }, worker));
  return examinations;
}

async function examineRemotely(input: CommandInput, remote: HindsightClient): Promise<readonly ClusterExamination[]> {
  const facts = chosen(await remote.clusters(input.terminal.signal), input, ({ id, aliases }) => [id, ...aliases]);
  return facts.map(fromFacts);
}

/** What a server knows of a cluster without asking it anew. */
function fromFacts({ id, server, version, latencyMs, clockSkewMs, state, reason }: ClusterFacts): ClusterExamination {
  const remedy = 'Run `hindsight doctor` where that server runs: it goes the way step by step.';
  const severity = state === 'unreachable' || state === 'forbidden' ? 'broken' : 'warning';
  return {
    cluster: id,
    server,
    credential: 'that of the server',
    ...(version !== undefined && { version }),
    ...(latencyMs !== undefined && { latencyMs }),
    ...(clockSkewMs !== undefined && { clockSkewMs }),
    findings: state === 'live' ? [] : [{ check: 'state', severity, text: reason === '' ? state : `${state}: ${reason}`, remedy }],
    seconds: 0,
  };
}

function chosen<T>(all: readonly T[], { words }: CommandInput, namesOf: (one: T) => readonly string[]): readonly T[] {
  if (words.length === 0) return all;
  const tests = words.map(globTest);
  const kept = all.filter((one) => namesOf(one).some((name) => tests.some((test) => test(name))));
  if (kept.length > 0) return kept;
  throw new HindsightError('cluster-unknown', `Cluster "${words.join(', ')}" not found`);
}
