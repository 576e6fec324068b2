import { type CentralSuppression, centralNote } from '../../core/checks/central-suppression.ts';
import type { Check } from '../../core/checks/check.ts';
import type { CheckReport, PlacedFinding } from '../../core/checks/check-report.ts';
import type { CheckSetting } from '../../core/checks/check-setting.ts';
import type { Finding } from '../../core/checks/finding.ts';
import type { Hash } from '../../core/checks/fingerprint.ts';
import type { Inventory } from '../../core/checks/inventory.ts';
import { judgeInventory } from '../../core/checks/judge-inventory.ts';
import { ObjectInventory } from '../../core/checks/object-inventory.ts';
import type { SourcePlace } from '../../core/checks/source-place.ts';
import type { KubeObject } from '../../core/kube/object.ts';
import { finish } from '../../core/query/finish.ts';
import { fieldPlaces } from './field-places.ts';
import { findingEdit } from './finding-edit.ts';
import type { ManifestObject, ManifestText, ReadManifests } from './manifest-document.ts';

/** What to judge, and how. */
export interface CheckManifestsRequest {
  /** The inventory's name: `src:<folder>`. */
  readonly name: string;
  readonly texts: readonly ManifestText[];
  readonly read: ReadManifests;
  readonly checks: readonly Check[];
  readonly setting: CheckSetting;
  readonly hash: Hash;
  readonly nowMs: number;
  /** These are all objects that there are. */
  readonly complete: boolean;
  /** Minor version that they are meant for. */
  readonly minor?: number;
  /** The live cluster behind them. */
  readonly behind?: Inventory;
  readonly suppressions: readonly CentralSuppression[];
  /** With the change to the file that mends each finding. */
  readonly edits: boolean;
  /** Hears of each finding with the object that it is in. */
  readonly onPlaced?: (finding: Finding, at: ManifestObject) => void;
}

/** Everything found in manifests, placed in their texts, in no promised order. */
export interface CheckedManifests {
  readonly findings: readonly PlacedFinding[];
  readonly unevaluated: CheckReport['unevaluated'];
}

/** Judges manifests by all checks, as one set, and says where each finding is written. */
export function checkManifests(q: CheckManifestsRequest): CheckedManifests {
  const inventory = new ObjectInventory(
    q.read.objects.map(({ object }) => object),
    {
      name: q.name,
      mode: 'manifest',
      nowMs: q.nowMs,
      complete: q.complete,
      ...(q.minor === undefined ? {} : { minor: q.minor }),
      ...(q.behind === undefined ? {} : { behind: q.behind }),
    },
  );
  const places = new PlaceFinder(q);
  const { unevaluated } = finish(
    judgeInventory({
      inventory,
      checks: q.checks,
      hash: q.hash,
      setting: q.setting,
      onFinding: (finding, object) => places.add(finding, object),
    }),
  );
  return { findings: places.placed(), unevaluated };
}

/** Gathers findings by the document that they are in, so that each is read again once. */
class PlaceFinder {
  readonly #q: CheckManifestsRequest;
  readonly #byObject: ReadonlyMap<KubeObject, ManifestObject>;
  #byName: ReadonlyMap<string, ManifestObject> | undefined;
  readonly #found = new Map<ManifestObject, Finding[]>();
  readonly #homeless: Finding[] = [];

  constructor(q: CheckManifestsRequest) {
    this.#q = q;
    this.#byObject = new Map(q.read.objects.map((one) => [one.object, one]));
  }

  add(finding: Finding, object: KubeObject | undefined): void {
    const at = object === undefined ? this.#named(finding) : this.#byObject.get(object);
    if (at === undefined) {
      this.#homeless.push(finding);
      return;
    }
    const known = this.#found.get(at);
    if (known === undefined) this.#found.set(at, [finding]);
    else known.push(finding);
  }

  placed(): readonly PlacedFinding[] {
    // Before a live cluster, what is not about the input is about the cluster, which was not asked for.
    const homeless = this.#q.behind === undefined ? this.#homeless : [];
    const all: PlacedFinding[] = homeless.map((finding) => this.#accepted(finding, undefined));
    for (const [at, findings] of this.#found) {
      const text = this.#q.texts[at.source] as ManifestText;
      const places = fieldPlaces(text, at, findings);
      for (const [i, finding] of findings.entries()) {
        const edit = this.#q.edits ? findingEdit(text, at, finding) : undefined;
        const accepted = this.#accepted(finding, at.object);
        this.#q.onPlaced?.(accepted, at);
        all.push({ ...accepted, place: places[i] as SourcePlace, ...(edit === undefined ? {} : { edit }) });
      }
    }
    return all;
  }

  /** With the entry of the central file that covers it. */
  #accepted(finding: Finding, object: KubeObject | undefined): Finding {
    if (finding.suppressed !== undefined || this.#q.suppressions.length === 0) return finding;
    const suppressed = centralNote(this.#q.suppressions, finding, { labels: object?.metadata.labels ?? {}, nowMs: this.#q.nowMs });
    return suppressed === undefined ? finding : { ...finding, suppressed };
  }

  #named({ subject }: Finding): ManifestObject | undefined {
    this.#byName ??= new Map(this.#q.read.objects.map((one) => [nameOf(one.object), one]));
    return this.#byName.get(`${subject.kind}/${subject.namespace ?? ''}/${subject.name}`);
  }
}

function nameOf({ kind = '', metadata }: KubeObject): string {
  return `${kind}/${metadata.namespace ?? ''}/${metadata.name ?? metadata.generateName ?? ''}`;
}
