import { HindsightError } from '../../core/base/hindsight-error.ts';
import type { ClusterTarget } from '../client/cluster-target.ts';
import { contextMatcher } from '../client/context-matcher.ts';
import { refuseNamedDefects, refuseNothingUsable } from '../client/kubeconfig-targets.ts';
import { sanitisedName, uniqueName } from '../client/sanitised-name.ts';
import { identityKey } from './cluster-identity.ts';
import type { Naming } from './naming-rules.ts';
import { addressKey, type RegisteredClusters } from './registered-clusters.ts';

/** How contexts become clusters. */
export interface IdentityChoice {
  /** `cluster`: contexts with the same server and CA are one. `context`: each is a cluster of its own, as kube-web-view had it. */
  readonly identity: 'cluster' | 'context';
  /** Names or globs, of contexts or clusters; default all. */
  readonly contexts?: readonly string[];
  /** Names and labels derived by rules of the configuration. */
  readonly naming?: Naming;
  /** What a registry says of an address. */
  readonly registered?: RegisteredClusters;
}

/** Clusters, and what is worth a line on stderr or in the log. */
export interface Clusters {
  readonly targets: readonly ClusterTarget[];
  readonly notices: readonly string[];
}

/**
 * Turns contexts, in the order of their files, into clusters. A cluster is named by its first context, whichever were asked for, and read by the first of those
 * that were; the other names are aliases. Which of them can be reached plays no part: names and links stay the same on a bad day.
 * Throws HindsightError for a context that was asked for by its very name and is broken, and when nothing can be used.
 */
export function oneClusterEach(contexts: readonly ClusterTarget[], q: IdentityChoice): Clusters {
  const notices: string[] = [];
  const taken = new Map<string, string>();
  const named = groupsOf(contexts, q.identity).map((members): Group => {
    const derived = q.naming?.name(members.map(nameOf));
    const first = members[0] as ClusterTarget;
    const name = derived ?? q.registered?.get(addressKey(first.server))?.name ?? nameOf(first);
    return { members, name, id: uniqueId(name, taken, notices) };
  });
  refuseNamedDefects(contexts, q.contexts ?? []);
  const asks = askedContexts(contexts.map(nameOf), q.contexts);
  const targets = named.flatMap((group) => clusterOf(group, { asks, naming: q.naming, registered: q.registered }, notices) ?? []);
  refuseNothingUsable(targets);
  return { targets, notices };
}

interface Group {
  readonly members: readonly ClusterTarget[];
  readonly name: string;
  readonly id: string;
}

function nameOf(target: ClusterTarget): string {
  return target.context ?? target.aliases[0] ?? target.id;
}

function groupsOf(contexts: readonly ClusterTarget[], identity: 'cluster' | 'context'): readonly (readonly ClusterTarget[])[] {
  const groups = new Map<unknown, ClusterTarget[]>();
  for (const target of contexts) {
    // A target is the key of itself where it is to stay alone.
    const key = (identity === 'cluster' ? identityKey(target) : undefined) ?? target;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [target]);
    else group.push(target);
  }
  return [...groups.values()];
}

function uniqueId(name: string, taken: Map<string, string>, notices: string[]): string {
  const clean = sanitisedName(name);
  const id = uniqueName(name, new Set(taken.keys()));
  const other = taken.get(clean);
  if (other !== undefined) notices.push(`"${other}" and "${name}" are both written ${clean} in addresses: the second is called ${id}.`);
  taken.set(id, name);
  return id;
}

/** Which contexts of a cluster were asked for. A word that is the very name of a context means that context; any other is a name, id or glob, of contexts or clusters. */
function askedContexts(names: readonly string[], words: readonly string[] | undefined): (group: Group) => readonly ClusterTarget[] {
  if (words === undefined || words.length === 0) return ({ members }) => members;
  const known = new Set(names);
  const exact = new Set(words.filter((word) => known.has(word)));
  const loose = words.filter((word) => !exact.has(word));
  const matches = loose.length === 0 ? () => false : contextMatcher(loose);
  return ({ members, name, id }) => {
    const whole = matches(id) || matches(name);
    return members.filter((member) => {
      const own = nameOf(member);
      return exact.has(own) || whole || matches(own) || matches(sanitisedName(own));
    });
  };
}

interface Asking {
  asks(group: Group): readonly ClusterTarget[];
  readonly naming: Naming | undefined;
  readonly registered: RegisteredClusters | undefined;
}

/** Undefined when none of its contexts was asked for. */
function clusterOf(group: Group, q: Asking, notices: string[]): ClusterTarget | undefined {
  const { members, name, id } = group;
  const asked = q.asks(group);
  const reader = asked.find(({ defect }) => defect === undefined) ?? asked[0];
  if (reader === undefined) return undefined;
  if (asked[0] !== reader)
    notices.push(`${id} is read by context ${nameOf(reader)}: ${nameOf(asked[0] as ClusterTarget)} cannot be used, ${asked[0]?.defect}.`);
  const aliases = new Set([...members.map(nameOf), name]);
  aliases.delete(id);
  const said = q.registered?.get(addressKey(reader.server))?.labels;
  const labels = { ...reader.labels, ...said, ...q.naming?.labels(members.map(nameOf)) };
  return { ...reader, id, aliases: [...aliases], labels };
}

/** HindsightError `no-clusters` that says why there are none. */
export function noClusters(contexts: readonly string[], where: string): HindsightError {
  return new HindsightError('no-clusters', contexts.length > 0 ? `no context matches ${contexts.join(', ')}` : where);
}
