import { RE2JS } from 're2js';
import { HindsightError } from '../../core/base/hindsight-error.ts';

/** Which namespaces may be seen at all. */
export interface NamespacePolicy {
  allows(namespace: string): boolean;
}

/**
 * Namespaces that one of `include` matches from end to end (all, without any), and none of `exclude`. Undefined when neither says anything.
 * HindsightError `usage` for what is no pattern. Source: kube-web-view (web-view.md A.12).
 */
export function namespacePolicy(q: {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}): NamespacePolicy | undefined {
  if (q.include.length === 0 && q.exclude.length === 0) return undefined;
  const include = q.include.map((pattern) => compiled(pattern, 'include'));
  const exclude = q.exclude.map((pattern) => compiled(pattern, 'exclude'));
  const known = new Map<string, boolean>();
  const judge = (name: string): boolean =>
    (include.length === 0 || include.some((pattern) => pattern.matches(name))) && !exclude.some((pattern) => pattern.matches(name));
  return {
    allows(namespace) {
      const before = known.get(namespace);
      if (before !== undefined) return before;
      const verdict = judge(namespace);
      // Names come from clusters and from addresses: what somebody makes up must not pile up.
      if (known.size < 100_000) known.set(namespace, verdict);
      return verdict;
    },
  };
}

function compiled(pattern: string, which: string): RE2JS {
  try {
    return RE2JS.compile(RE2JS.translateRegExp(pattern));
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).replace(/^error parsing regexp: /, '');
    throw new HindsightError('usage', `--${which}-namespaces "${pattern}" is no regular expression in RE2 syntax: ${reason}`);
  }
}
