import type { ResourceId } from '../../core/kube/api-resource.ts';
import { neededRank } from './dropping-order.ts';

interface Waiting {
  readonly resource: ResourceId;
  readonly resolve: (kept: boolean) => void;
}

/** Knows which resources are back while a fleet is put back: they come in the order in which people need them. */
export class RestoreProgress {
  #kept: ReadonlySet<ResourceId> | undefined;
  /** Resources that are needed more than this are back. */
  #rank = Number.POSITIVE_INFINITY;
  #waiting: Waiting[] = [];

  /** Resolves when all rows of a resource are back; true when some were kept. */
  back(resource: ResourceId): Promise<boolean> {
    return new Promise((resolve) => {
      this.#waiting.push({ resource, resolve });
      this.#tell();
    });
  }

  /** Says what is going to come. */
  begin(kept: Iterable<ResourceId>): void {
    this.#kept = new Set(kept);
    this.#tell();
  }

  /** Rows of a resource arrived: those that are needed more are complete. */
  reached(resource: ResourceId): void {
    const rank = neededRank(resource);
    if (rank === this.#rank) return;
    this.#rank = rank;
    this.#tell();
  }

  /** Nothing more comes; `kept` is what is there after all, where that differs from what was promised. */
  end(kept?: Iterable<ResourceId>): void {
    this.#kept = kept === undefined ? (this.#kept ?? new Set()) : new Set(kept);
    this.#rank = Number.NEGATIVE_INFINITY;
    this.#tell();
  }

  #tell(): void {
    const kept = this.#kept;
    if (kept === undefined) return;
    const isBack = ({ resource }: Waiting): boolean => !kept.has(resource) || neededRank(resource) > this.#rank;
    const told = this.#waiting.filter(isBack);
    this.#waiting = this.#waiting.filter((waiting) => !isBack(waiting));
    for (const { resource, resolve } of told) resolve(kept.has(resource));
  }
}
