import type { Slices } from '../fleet/fleet-view.ts';
import type { ResourceId } from '../kube/api-resource.ts';
import type { KubeObject } from '../kube/object.ts';
import type { Check } from './check.ts';
import {
  type CheckSetting,
  configuredSeverity,
  defaultAnnotationPolicy,
  defaultCheckSetting,
  isExcluded,
  isRefused,
} from './check-setting.ts';
import { isCriticalWorkload } from './critical-workload.ts';
import type { Fault } from './fault.ts';
import type { Finding, FindingSubject, SuppressionNote, Unevaluated } from './finding.ts';
import { fingerprintsOf, type Hash } from './fingerprint.ts';
import type { Inventory } from './inventory.ts';
import type { Judging } from './judging.ts';
import { peerSuppressionOf } from './peer-suppression.ts';
import { Relations } from './relations.ts';
import { apiGroup } from './resource-of-object.ts';
import type { Rule, Verdict } from './rule.ts';
import { severityOf } from './severity.ts';
import { isStatic } from './static-subject.ts';
import { type ReadSuppression, readSuppressions, suppressionOf } from './suppression.ts';
import { type Workload, workloadOf } from './workload.ts';
import { controllerOf } from './workload-owner.ts';

/** What was found in one inventory. */
export interface Judgement {
  /** In no promised order; suppressed ones too. */
  readonly findings: readonly Finding[];
  readonly unevaluated: readonly Unevaluated[];
  /** Objects that at least one rule looked at. */
  readonly judged: number;
}

/** What to judge, and how. */
export interface JudgeRequest {
  readonly inventory: Inventory;
  readonly checks: readonly Check[];
  readonly hash: Hash;
  readonly setting?: CheckSetting;
  /** Hears of every finding with the object that was judged, where the finding is about that very object. */
  readonly onFinding?: (finding: Finding, object: KubeObject | undefined) => void;
  /** Subject by subject over a long time: nothing read for one subject is kept for the next, and rules may ask to be judged again. */
  readonly live?: { wakeAt(atMs: number): void };
}

/** Subjects judged between two yields. */
const subjectsPerSlice = 64;

/** Judges everything in an inventory by all checks, from scratch, in slices. */
export function* judgeInventory(q: JudgeRequest): Slices<Judgement> {
  const judge = new SubjectJudge(q);
  judge.cluster();
  let count = 0;
  for (const resource of q.inventory.resources()) {
    for (const object of q.inventory.list(resource)) {
      judge.object(object, resource);
      if (++count % subjectsPerSlice === 0) yield;
    }
  }
  return judge.judgement();
}

/** One rule of the checks asked for, with where it stands. */
interface ActiveRule {
  readonly check: Check;
  readonly rule: Rule;
}

/** Judges one subject after the other and collects what is found. */
export class SubjectJudge {
  readonly #q: JudgeRequest;
  #judging: Judging;
  readonly #byAnchor: {
    readonly workload: readonly ActiveRule[];
    readonly cluster: readonly ActiveRule[];
    readonly any: readonly ActiveRule[];
  };
  readonly #byResource = new Map<ResourceId, ActiveRule[]>();
  readonly #findings: Finding[] = [];
  readonly #unevaluated = new Map<string, { check: string; rule: string; reason: string; subjects: number }>();
  readonly #ofNamespace = new Map<string, readonly ReadSuppression[]>();
  #judged = 0;

  constructor(q: JudgeRequest) {
    this.#q = q;
    const setting = q.setting ?? defaultCheckSetting;
    const { inventory } = q;
    this.#judging = {
      inventory,
      relations: new Relations(inventory),
      setting,
      nowMs: inventory.nowMs,
      wakeAt: q.live?.wakeAt ?? (() => {}),
    };
    const active = activeRules(q.checks, inventory.mode, setting);
    this.#byAnchor = {
      workload: active.filter(({ rule }) => rule.anchor === 'workload'),
      cluster: active.filter(({ rule }) => rule.anchor === 'cluster'),
      any: active.filter(({ rule }) => rule.anchor === 'object' && rule.resources === 'any'),
    };
    for (const one of active)
      if (one.rule.anchor === 'object' && one.rule.resources !== 'any')
        for (const resource of one.rule.resources) this.#byResource.set(resource, [...(this.#byResource.get(resource) ?? []), one]);
  }

  /** Judges the inventory as a whole. */
  cluster(): void {
    for (const active of this.#byAnchor.cluster) {
      if (active.rule.anchor === 'cluster')
        this.#take(active, active.rule.judge(this.#judging), { subject: clusterSubject(this.#q.inventory.name) });
    }
  }

  /** Judges one object. */
  object(object: KubeObject, resource: ResourceId): void {
    const rules = this.#byResource.get(resource) ?? [];
    if (this.#q.live !== undefined) this.#judging = { ...this.#judging, relations: new Relations(this.#q.inventory) };
    // Pods of a Deployment are many, and no rule about templates looks at them.
    const workload = this.#byAnchor.workload.length > 0 && !isOwned(object) ? workloadOf(object) : undefined;
    const judged = { subject: subjectOf(object), object, workload };
    for (const active of [...rules, ...this.#byAnchor.any])
      if (active.rule.anchor === 'object') this.#take(active, active.rule.judge(object, this.#judging), judged);
    if (workload !== undefined && isStatic(workload, this.#q.inventory))
      for (const active of this.#byAnchor.workload)
        if (active.rule.anchor === 'workload') this.#take(active, active.rule.judge(workload, this.#judging), judged);
    this.#judged++;
  }

  /** Findings and unknowns since the last call, for judging subject by subject. */
  drain(): { readonly findings: readonly Finding[]; readonly unknown: readonly Unevaluated[] } {
    const unknown = [...this.#unevaluated.values()];
    this.#unevaluated.clear();
    return { findings: this.#findings.splice(0), unknown };
  }

  judgement(): Judgement {
    return { findings: this.#findings, unevaluated: [...this.#unevaluated.values()], judged: this.#judged };
  }

  #take({ check, rule }: ActiveRule, verdict: Verdict, judged: Judged): void {
    if ('unknown' in verdict) {
      this.#count(check.id, rule.id, verdict.unknown);
      return;
    }
    for (const fault of verdict) {
      if (this.#isLeftOut(check, rule, { fault, judged })) continue;
      const finding = this.#finding(check, rule, { fault, judged });
      this.#findings.push(finding);
      this.#q.onFinding?.(finding, fault.subject === undefined ? judged.object : undefined);
    }
  }

  /** Whether the configuration leaves this subject out for this rule. */
  #isLeftOut({ id: check }: Check, { id: rule }: Rule, { fault, judged }: { readonly fault: Fault; readonly judged: Judged }): boolean {
    const { setting } = this.#judging;
    const { kind, namespace, name } = fault.subject ?? judged.subject;
    if (setting.namespaces !== undefined && configuredSeverity(setting, { check, rule }, namespace) === 'off') return true;
    const labels = judged.object?.metadata.labels ?? {};
    return setting.exclusions !== undefined && isExcluded(setting, { check, rule }, { kind, namespace, name, labels });
  }

  #count(check: string, rule: string, reason: string): void {
    const key = `${check}/${rule}\n${reason}`;
    const known = this.#unevaluated.get(key);
    if (known === undefined) this.#unevaluated.set(key, { check, rule, reason, subjects: 1 });
    else known.subjects++;
  }

  #finding(check: Check, rule: Rule, { fault, judged }: { readonly fault: Fault; readonly judged: Judged }): Finding {
    const { inventory, hash } = this.#q;
    const subject = fault.subject === undefined ? judged.subject : { group: apiGroup(fault.subject.apiVersion), ...fault.subject };
    const confidence = fault.confidence ?? rule.confidence ?? 'certain';
    const { kind, namespace, name, group } = subject;
    const suppressed = this.#suppression(check, rule, { fault, judged });
    if (suppressed?.untilMs !== undefined) this.#judging.wakeAt(suppressed.untilMs + 1);
    return {
      check: check.id,
      rule: rule.id,
      severity: this.#severity(check, rule, { fault, judged }),
      confidence,
      cluster: inventory.name,
      subject,
      locator: fault.locator,
      message: fault.message,
      path: fault.path,
      missing: fault.missing,
      container: fault.container,
      advice: fault.advice ?? ownerAdvice(judged.object),
      patch: fault.patch ?? [],
      fingerprints: fingerprintsOf(
        {
          check: check.id,
          rule: rule.id,
          cluster: inventory.name,
          kind: `${group}/${kind}`,
          namespace: namespace ?? '',
          name,
          locator: fault.locator,
          causeKey: fault.causeKey,
        },
        hash,
      ),
      sinceMs: fault.sinceMs,
      opensAtMs: rule.holdMs === undefined || fault.sinceMs === undefined ? undefined : fault.sinceMs + rule.holdMs,
      ...(suppressed === undefined ? {} : { suppressed }),
    };
  }

  #severity(check: Check, rule: Rule, { fault, judged }: { readonly fault: Fault; readonly judged: Judged }) {
    const { setting } = this.#judging;
    const configured = configuredSeverity(setting, { check: check.id, rule: rule.id }, (fault.subject ?? judged.subject).namespace);
    if (configured !== undefined && configured !== 'off') return configured;
    return severityOf(fault.severity ?? rule.severity, {
      raisedWhenCritical: rule.raisedWhenCritical === true,
      criticalWorkload: judged.workload !== undefined && isCriticalWorkload(judged.workload, setting),
      firstChannel: setting.firstChannel,
      symptom: rule.symptom === true,
      confidence: fault.confidence ?? rule.confidence ?? 'certain',
      dormant: false,
    });
  }

  /** The object's own annotations, else those of its namespace or of other scanners, which do not cover critical rules, nor symptoms. */
  #suppression(
    check: Check,
    rule: Rule,
    { fault, judged }: { readonly fault: Fault; readonly judged: Judged },
  ): SuppressionNote | undefined {
    const asked = { check: check.id, rule: rule.id, container: fault.container };
    const { nowMs, setting } = this.#judging;
    const { object, subject } = judged;
    if (isRefused(setting, asked, subject.namespace)) return undefined;
    const own = object === undefined ? undefined : suppressionOf(readSuppressions(object, 'annotation of the object'), asked, nowMs);
    if (own !== undefined || rule.severity === 'critical' || fault.severity === 'critical') return own;
    const { peers, peersSinceMs } = setting.annotations ?? defaultAnnotationPolicy;
    if (object !== undefined && peers && check.replaces.length > 0) {
      const theirs = peerSuppressionOf(object, { replaces: check.replaces, nowMs, sinceMs: peersSinceMs });
      if (theirs !== undefined) return theirs;
    }
    if (subject.namespace === undefined || rule.symptom === true) return undefined;
    return suppressionOf(this.#namespaceSuppressions(subject.namespace), asked, nowMs);
  }

  #namespaceSuppressions(namespace: string): readonly ReadSuppression[] {
    const known = this.#ofNamespace.get(namespace);
    if (known !== undefined) return known;
    const object = this.#q.inventory.get('namespaces', undefined, namespace);
    const read = object === undefined ? [] : readSuppressions(object, `annotation of namespace ${namespace}`);
    // What is read for one subject must be read again for the next: whoever judges live notes who read what.
    if (this.#q.live === undefined) this.#ofNamespace.set(namespace, read);
    return read;
  }
}

/** What was judged. */
interface Judged {
  readonly subject: FindingSubject;
  readonly object?: KubeObject;
  readonly workload?: Workload | undefined;
}

/** Without the rules that are off everywhere. */
function activeRules(
  checks: readonly Check[],
  mode: 'manifest' | 'live',
  { severities, namespaces = [] }: CheckSetting,
): readonly ActiveRule[] {
  const everywhere = [...namespaces.map((one) => one.severities), severities];
  return checks.flatMap((check) =>
    check.rules.filter((rule) => rule.runsOn.includes(mode) && !isOff(everywhere, check.id, rule.id)).map((rule) => ({ check, rule })),
  );
}

function isOff(all: readonly CheckSetting['severities'][], check: string, rule: string): boolean {
  const words = all.map((severities) => severities.get(`${check}/${rule}`) ?? severities.get(check));
  return words.at(-1) === 'off' && words.every((word) => word === undefined || word === 'off');
}

/** What an operator made is changed where the operator reads it. */
function ownerAdvice(object: KubeObject | undefined): string | undefined {
  const owner = object === undefined ? undefined : controllerOf(object);
  return owner === undefined ? undefined : `${owner.kind} ${owner.name} owns it: change it there.`;
}

function subjectOf(object: KubeObject): FindingSubject {
  const { apiVersion = '', kind = '', metadata } = object;
  return {
    group: apiGroup(apiVersion),
    apiVersion,
    kind,
    namespace: metadata.namespace,
    name: metadata.name ?? metadata.generateName ?? '',
  };
}

function clusterSubject(name: string): FindingSubject {
  return { group: '', apiVersion: '', kind: 'Cluster', namespace: undefined, name };
}

function isOwned({ metadata }: KubeObject): boolean {
  return metadata.ownerReferences?.some(({ controller }) => controller === true) === true;
}
