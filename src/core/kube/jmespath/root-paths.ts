import type { JmespathNode } from './jmespath-node.ts';

/**
 * Paths of the root that hold everything an expression reads, e.g. `['spec', 'containers']` for `spec.containers[*].image`; undefined when it
 * may read anything. Only these parts of an object need be parsed.
 */
export function rootPaths(tree: JmespathNode): readonly (readonly string[])[] | undefined {
  const paths: (readonly string[])[] = [];
  return collect(tree, paths) ? paths : undefined;
}

/** The chain of fields that a node is, from the root. */
function chainOf(node: JmespathNode): readonly string[] | undefined {
  if (node.type === 'field') return [node.name];
  if (node.type !== 'sub' || node.right.type !== 'field') return undefined;
  const left = chainOf(node.left);
  return left === undefined ? undefined : [...left, node.right.name];
}

function collect(node: JmespathNode, paths: (readonly string[])[]): boolean {
  const chain = chainOf(node);
  if (chain !== undefined) {
    paths.push(chain);
    return true;
  }
  const all = (nodes: readonly JmespathNode[]): boolean => nodes.every((one) => collect(one, paths));
  switch (node.type) {
    case 'current':
    case 'reference':
    case 'field':
      return false;
    case 'literal':
      return true;
    case 'sub':
    case 'pipe':
      return collect(node.left, paths);
    case 'or':
    case 'and':
    case 'compare':
      return all([node.left, node.right]);
    case 'list':
      return all(node.items);
    case 'map':
      return all(node.entries.map(({ value }) => value));
    case 'call':
      return all(node.args.filter(({ type }) => type !== 'reference'));
    default:
      // Index, slice, flatten, not, projections: what they begin with; conditions and steps look at its items.
      return collect(node.of, paths);
  }
}
