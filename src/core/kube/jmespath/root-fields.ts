import type { JmespathNode } from './jmespath-node.ts';
import { rootPaths } from './root-paths.ts';

/**
 * The fields of the root that an expression reads, e.g. `node` and `spec`; undefined when it may read any of them.
 * An expression that reads `node` alone has the same value for all pods of a node.
 */
export function rootFields(tree: JmespathNode): ReadonlySet<string> | undefined {
  const paths = rootPaths(tree);
  return paths === undefined ? undefined : new Set(paths.flatMap(([field]) => field ?? []));
}
