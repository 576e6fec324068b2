import { HindsightError } from '../../core/base/hindsight-error.ts';
import type { ClusterTarget } from '../client/cluster-target.ts';

/** Keeps the clusters whose labels fit `k=v,k!=v`; a missing label never equals, and passes `!=`. Source: kube-web-view `--cluster-label-selector`. */
export function selectedByLabels(targets: readonly ClusterTarget[], selector: string): readonly ClusterTarget[] {
  const terms = parseSelector(selector);
  return targets.filter(({ labels }) =>
    terms.every(({ key, equal, value }) => ((Object.hasOwn(labels, key) ? labels[key] : undefined) === value) === equal),
  );
}

interface Term {
  readonly key: string;
  readonly equal: boolean;
  readonly value: string;
}

function parseSelector(selector: string): readonly Term[] {
  return selector
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [, key, operator, value = ''] = /^([^=!]+?)\s*(!=|==?)\s*(.*)$/.exec(part.trim()) ?? [];
      if (key !== undefined) return { key, equal: operator !== '!=', value };
      throw new HindsightError('usage', `the cluster label selector takes key=value and key!=value, not "${part.trim()}"`);
    });
}
