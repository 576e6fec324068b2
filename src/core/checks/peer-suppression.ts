import type { KubeObject } from '../kube/object.ts';
import { parseTime } from '../kube/parse-time.ts';
import type { PeerRule } from './check.ts';
import type { SuppressionNote } from './finding.ts';

const dayMs = 86_400_000;
/** Without an expiry of its own an annotation of another scanner holds so long. */
const peerDays = 90;

/** What is asked of the annotations of other scanners. */
export interface PeerQuestion {
  /** The rules of other scanners that the check stands in for. */
  readonly replaces: readonly PeerRule[];
  readonly nowMs: number;
  /** Since when such annotations are read; undefined: since now. */
  readonly sinceMs: number | undefined;
}

/**
 * The annotation of another scanner by which somebody has accepted what a check finds; undefined without one, or after its time.
 * Keys that accept everything are not read.
 * Source: documentation of kube-score, kube-linter, Polaris, Kubescape, Datree and Marvin (annotations that skip a check).
 */
export function peerSuppressionOf(object: KubeObject, q: PeerQuestion): SuppressionNote | undefined {
  const annotations = object.metadata.annotations ?? {};
  for (const rule of q.replaces) {
    const read = readPeer(rule, annotations) ?? (rule.tool === 'kube-score' ? readPeer(rule, templateAnnotations(object)) : undefined);
    if (read === undefined) continue;
    const untilMs = read.untilMs ?? (q.sinceMs ?? q.nowMs) + peerDays * dayMs;
    if (untilMs < q.nowMs) continue;
    return { reason: read.reason, untilMs, by: undefined, where: `annotation ${read.key}` };
  }
  return undefined;
}

interface ReadPeer {
  readonly key: string;
  readonly reason: string;
  readonly untilMs?: number;
}

type Annotations = Readonly<Record<string, string>>;

function readPeer({ tool, rule }: PeerRule, annotations: Annotations): ReadPeer | undefined {
  const text = (key: string): string | undefined => (Object.hasOwn(annotations, key) ? String(annotations[key]) : undefined);
  const lists = (key: string): boolean => (text(key) ?? '').split(',').some((one) => one.trim() === rule);
  const accepted = `accepted for ${tool}`;
  if (tool === 'kube-score') return lists('kube-score/ignore') ? { key: 'kube-score/ignore', reason: accepted } : undefined;
  if (tool === 'marvin') return lists('marvin.undistro.io/skip') ? { key: 'marvin.undistro.io/skip', reason: accepted } : undefined;
  if (tool === 'kubescape') return lists('kubescape.io/skip-controls') ? readKubescape(text) : undefined;
  const key = ownKey(tool, rule);
  const value = key === undefined ? undefined : text(key);
  if (key === undefined || value === undefined) return undefined;
  if (tool === 'polaris') return value === 'true' ? { key, reason: accepted } : undefined;
  return { key, reason: value.trim() === '' ? accepted : value };
}

function ownKey(tool: PeerRule['tool'], rule: string): string | undefined {
  if (tool === 'kube-linter') return `ignore-check.kube-linter.io/${rule}`;
  if (tool === 'polaris') return `polaris.fairwinds.com/${rule}-exempt`;
  return tool === 'datree' ? `datree.skip/${rule}` : undefined;
}

/** An expiry that cannot be read is one that is over: it was meant to end. */
function readKubescape(text: (key: string) => string | undefined): ReadPeer {
  const key = 'kubescape.io/skip-controls';
  const expiry = text('kubescape.io/skip-expiry');
  const reason = text('kubescape.io/skip-reason') ?? 'accepted for kubescape';
  if (expiry === undefined) return { key, reason };
  return { key, reason, untilMs: parseTime(/^\d{4}-\d{2}-\d{2}$/.test(expiry) ? `${expiry}T23:59:59Z` : expiry) ?? 0 };
}

function templateAnnotations({ spec }: KubeObject): Annotations {
  const found = spec?.template?.metadata?.annotations ?? spec?.jobTemplate?.spec?.template?.metadata?.annotations;
  return typeof found === 'object' && found !== null ? found : {};
}
