import type { ClusterId, ClusterUid } from '../../core/fleet/fleet-view.ts';
import type { ClusterTarget } from '../client/cluster-target.ts';

interface Union {
  readonly kept: ClusterId;
  /** Holds while both are where they were. */
  readonly servers: string;
}

/**
 * Remembers which configured targets turned out to be the same cluster. The first in the order of the configuration stands for all of them, whichever could be
 * reached first; what is remembered holds while both servers are the same as then.
 */
export class SameClusters {
  readonly #uids = new Map<ClusterId, { readonly uid: ClusterUid; readonly server: string }>();
  readonly #unions = new Map<ClusterId, Union>();

  /** Takes the uid of a target; answers which two are one now, if that is news. */
  learned(
    targets: readonly ClusterTarget[],
    id: ClusterId,
    uid: ClusterUid,
  ): { readonly kept: ClusterId; readonly other: ClusterId } | undefined {
    const own = targets.find((target) => target.id === id);
    if (own === undefined) return undefined;
    this.#uids.set(id, { uid, server: own.server });
    const same = targets.filter((target) => {
      const known = this.#uids.get(target.id);
      return known?.uid === uid && known.server === target.server && !this.#unions.has(target.id);
    });
    const [first, second] = same;
    if (first === undefined || second === undefined) return undefined;
    this.#unions.set(second.id, { kept: first.id, servers: serversOf(first, second) });
    return { kept: first.id, other: second.id };
  }

  /** The targets, each cluster once; names of those left out are aliases of those kept. */
  united(targets: readonly ClusterTarget[]): readonly ClusterTarget[] {
    if (this.#unions.size === 0) return targets;
    const byId = new Map(targets.map((target) => [target.id, target]));
    const names = new Map<ClusterId, string[]>();
    const left = new Set<ClusterId>();
    for (const [id, { kept, servers }] of this.#unions) {
      const [other, first] = [byId.get(id), byId.get(kept)];
      if (other === undefined || first === undefined || serversOf(first, other) !== servers) {
        this.#unions.delete(id);
        continue;
      }
      left.add(id);
      const root = this.#rootOf(kept);
      names.set(root, [...(names.get(root) ?? []), id, ...other.aliases]);
    }
    return targets
      .filter(({ id }) => !left.has(id))
      .map((target) => {
        const more = names.get(target.id);
        return more === undefined ? target : { ...target, aliases: [...new Set([...target.aliases, ...more])] };
      });
  }

  /** What was kept may itself have turned out to be an earlier one. */
  #rootOf(id: ClusterId): ClusterId {
    const union = this.#unions.get(id);
    return union === undefined ? id : this.#rootOf(union.kept);
  }
}

function serversOf(first: ClusterTarget, other: ClusterTarget): string {
  return `${first.server}\n${other.server}`;
}
