import type { Slices } from '../fleet/fleet-view.ts';
import type { ResourceId } from '../kube/api-resource.ts';
import type { KubeObject } from '../kube/object.ts';
import type { Check } from './check.ts';
import { type CheckSetting, defaultCheckSetting } from './check-setting.ts';
import { isCriticalWorkload } from './critical-workload.ts';
import type { Fault } from './fault.ts';
import type { Finding, FindingSubject, SuppressionNote, Unevaluated } from './finding.ts';
import { fingerprintsOf, type Hash } from './fingerprint.ts';
import type { Inventory } from './inventory.ts';
import type { Judging } from './judging.ts';
import { Relations } from './relations.ts';
import { apiGroup } from './resource-of-object.ts';
import type { Rule, Verdict } from './rule.ts';
import { severityOf } from './severity.ts';
import { isStatic } from './static-subject.ts';
import { type ReadSuppression, readSuppressions, suppressionOf } from './suppression.ts';
import { type Workload, workloadOf } from './workload.ts';

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
  readonly #judging: Judging;
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
    this.#judging = { inventory, relations: new Relations(inventory), setting, nowMs: inventory.nowMs, wakeAt: () => {} };
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
    const workload = this.#byAnchor.workload.length > 0 ? workloadOf(object) : undefined;
    const judged = { subject: subjectOf(object), object, workload };
    for (const active of [...rules, ...this.#byAnchor.any])
      if (active.rule.anchor === 'object') this.#take(active, active.rule.judge(object, this.#judging), judged);
    if (workload !== undefined && isStatic(workload, this.#q.inventory))
      for (const active of this.#byAnchor.workload)
        if (active.rule.anchor === 'workload') this.#take(active, active.rule.judge(workload, this.#judging), judged);
    this.#judged++;
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
      const finding = this.#finding(check, rule, { fault, judged });
      this.#findings.push(finding);
      this.#q.onFinding?.(finding, fault.subject === undefined ? judged.object : undefined);
    }
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
    const suppressed = this.#suppression(check.id, rule, { fault, judged });
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
      advice: fault.advice,
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
    const configured = setting.severities.get(`${check.id}/${rule.id}`) ?? setting.severities.get(check.id);
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

  /** The object's own annotations, else those of its namespace, which cover neither critical rules nor symptoms. */
  #suppression(
    check: string,
    rule: Rule,
    { fault, judged }: { readonly fault: Fault; readonly judged: Judged },
  ): SuppressionNote | undefined {
    const asked = { check, rule: rule.id, container: fault.container };
    const { nowMs } = this.#judging;
    const { object, subject } = judged;
    const own = object === undefined ? undefined : suppressionOf(readSuppressions(object, 'annotation of the object'), asked, nowMs);
    if (own !== undefined || subject.namespace === undefined || rule.severity === 'critical' || rule.symptom === true) return own;
    return suppressionOf(this.#namespaceSuppressions(subject.namespace), asked, nowMs);
  }

  #namespaceSuppressions(namespace: string): readonly ReadSuppression[] {
    const known = this.#ofNamespace.get(namespace);
    if (known !== undefined) return known;
    const object = this.#q.inventory.get('namespaces', undefined, namespace);
    const read = object === undefined ? [] : readSuppressions(object, `annotation of namespace ${namespace}`);
    this.#ofNamespace.set(namespace, read);
    return read;
  }
}

/** What was judged. */
interface Judged {
  readonly subject: FindingSubject;
  readonly object?: KubeObject;
  readonly workload?: Workload | undefined;
}

function activeRules(checks: readonly Check[], mode: 'manifest' | 'live', { severities }: CheckSetting): readonly ActiveRule[] {
  return checks.flatMap((check) =>
    check.rules
      .filter((rule) => rule.runsOn.includes(mode) && (severities.get(`${check.id}/${rule.id}`) ?? severities.get(check.id)) !== 'off')
      .map((rule) => ({ check, rule })),
  );
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
