import type { PlacedFinding, UnreadInput } from '../../core/checks/check-report.ts';
import type { FieldPath } from '../../core/checks/fault.ts';
import type { Finding } from '../../core/checks/finding.ts';
import { type CheckManifestsRequest, checkManifests } from './check-manifests.ts';
import type { ManifestObject, ManifestText } from './manifest-document.ts';
import { patchText } from './patch-text.ts';
import { readManifests } from './read-manifests.ts';

/** A file with what it should hold. */
export interface MendedText {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  /** Findings that the change mends. */
  readonly mended: readonly Finding[];
}

/** What could be mended, and what could not though a change is known. */
export interface MendedTexts {
  readonly files: readonly MendedText[];
  readonly leftOver: readonly PlacedFinding[];
  readonly unread: readonly UnreadInput[];
}

/** Changes that touch the same fields are made one after the other, each from what the last one left. */
const mostRounds = 8;

/** Applies the computed changes of all findings to texts, until no more is found or nothing more can be changed. */
export function mendTexts(texts: readonly ManifestText[], q: Omit<CheckManifestsRequest, 'texts' | 'read'>): MendedTexts {
  const own = texts.filter(({ rendered, file }) => rendered === undefined && file !== '-');
  let now: readonly ManifestText[] = own;
  const mended = new Map<string, Finding[]>();
  const given = new Set<string>();
  let leftOver: readonly PlacedFinding[] = [];
  for (let round = 0; round < mostRounds; round++) {
    const mender = new Mender(now, given);
    const { findings } = checkManifests({
      ...q,
      texts: now,
      read: readManifests(now),
      edits: false,
      onPlaced: (finding, at) => mender.add(finding, at),
    });
    leftOver = findings.filter(({ patch, suppressed }) => patch.length > 0 && suppressed === undefined);
    const changed = mender.apply(mended);
    if (changed === undefined) break;
    now = changed;
  }
  const files = now.flatMap(({ file, text }, i) => {
    const before = own[i]?.text ?? '';
    return text === before ? [] : [{ file, before, after: text, mended: mended.get(file) ?? [] }];
  });
  return { files, leftOver, unread: readManifests(own).unread };
}

/** One round: at most one change for each field of a document. */
class Mender {
  readonly #texts: readonly ManifestText[];
  readonly #given: Set<string>;
  readonly #found = new Map<ManifestObject, Finding[]>();

  /** `given`: changes that were made before; one that is asked for again does not help and is not made again. */
  constructor(texts: readonly ManifestText[], given: Set<string>) {
    this.#texts = texts;
    this.#given = given;
  }

  add(finding: Finding, at: ManifestObject): void {
    if (finding.patch.length === 0 || finding.suppressed !== undefined) return;
    const known = this.#found.get(at);
    if (known === undefined) this.#found.set(at, [finding]);
    else known.push(finding);
  }

  /** The texts with what could be changed; undefined when nothing was. */
  apply(mended: Map<string, Finding[]>): readonly ManifestText[] | undefined {
    const texts = this.#texts.map(({ text }) => text);
    let changed = false;
    // From the end of each file, so that the offsets of what stands before keep their meaning.
    const order = [...this.#found].sort(([a], [b]) => b.start - a.start || Number(b.within[1] ?? 0) - Number(a.within[1] ?? 0));
    const shifts = new Map<string, number>();
    for (const [at, findings] of order) {
      const { file } = this.#texts[at.source] as ManifestText;
      const key = `${at.source}:${at.start}`;
      const text = texts[at.source] as string;
      const end = at.end + (shifts.get(key) ?? 0);
      const { content, done } = this.#changed(text.slice(at.start, end), at, findings);
      if (done.length === 0) continue;
      changed = true;
      texts[at.source] = text.slice(0, at.start) + content + text.slice(end);
      shifts.set(key, content.length - (at.end - at.start));
      mended.set(file, [...(mended.get(file) ?? []), ...done]);
    }
    return changed ? this.#texts.map((one, i) => ({ ...one, text: texts[i] as string })) : undefined;
  }

  #changed(
    before: string,
    { within, source }: ManifestObject,
    findings: readonly Finding[],
  ): { readonly content: string; readonly done: readonly Finding[] } {
    const touched: FieldPath[] = [];
    const done: Finding[] = [];
    let content = before;
    for (const finding of findings) {
      const key = `${source}\n${finding.fingerprints.instance}\n${JSON.stringify(finding.patch)}`;
      const paths = finding.patch.flatMap((step) => (step.op === 'move' ? [step.from, step.path] : [step.path]));
      if (this.#given.has(key) || paths.some((path) => touched.some((other) => overlaps(path, other)))) continue;
      const after = patchText(content, finding.patch, within);
      this.#given.add(key);
      if (after === undefined || after === content) continue;
      content = after;
      touched.push(...paths);
      done.push(finding);
    }
    return { content, done };
  }
}

/** Whether one path leads through the other. */
function overlaps(a: FieldPath, b: FieldPath): boolean {
  const length = Math.min(a.length, b.length);
  return a.slice(0, length).every((key, i) => key === b[i]);
}
