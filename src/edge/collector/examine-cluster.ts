import type { Clock } from '../../core/base/clock.ts';
import { removalsAhead } from '../../core/kube/api-removals.ts';
import type { ResourceId } from '../../core/kube/api-resource.ts';
import { listPath } from '../../core/kube/api-resource.ts';
import type { ClusterExamination, DoctorFinding } from '../../core/kube/cluster-examination.ts';
import { builtinById } from '../../core/resources/builtin-resources.ts';
import { ApiFailure, type ApiServer } from '../client/api-server.ts';
import type { ClusterTarget, Credentials } from '../client/cluster-target.ts';
import { describeFailure } from '../client/describe-failure.ts';
import { credentialFindings } from '../client/examine-credentials.ts';
import { examineRoute } from '../client/examine-route.ts';
import { failureFromError } from '../client/failure-from-error.ts';
import { deadlineText } from '../client/failure-text.ts';
import { jsonObject } from '../client/json-object.ts';
import { openApiServer } from '../client/open-api-server.ts';
import { SelfReviews } from '../client/self-reviews.ts';
import { pinnedResources } from './pinned-resources.ts';

/** How clusters are examined. */
export interface ExamineOptions {
  readonly userAgent: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** For one cluster, everything together. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

const connectDeadlineMs = 10_000;
/** A request that takes longer makes every page feel it. */
const slowMs = 500;
/** Certificates and tokens live by the clock; ages are wrong by as much. */
const skewMs = 5_000;
/** A watch that is open has told of what exists within this. */
const watchTellsMs = 5_000;
/** Source: https://kubernetes.io/releases/patch-releases (three minors are maintained; the newest known here is 1.37). */
const oldestMaintained = 35;
const minorsAhead = 3;

type Draft = { -readonly [K in keyof ClusterExamination]?: ClusterExamination[K] } & { findings: DoctorFinding[] };

/**
 * Examines one cluster from name to rights, reading only: what cannot be reached ends it early, everything else is looked at side by side. Never rejects, and never takes
 * longer than the deadline: what is not answered by then is a finding.
 */
export async function examineCluster(target: ClusterTarget, q: ExamineOptions): Promise<ClusterExamination> {
  const started = performance.now();
  const draft: Draft = { findings: [] };
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new ApiFailure('timeout', `no answer within ${deadlineText(q.deadlineMs)}`)), q.deadlineMs);
  const signal = AbortSignal.any([q.signal, late.signal]);
  const api = openApiServer(target, { userAgent: q.userAgent, clock: q.clock, env: q.env, connectDeadlineMs });
  const reviews = new SelfReviews(target, { userAgent: q.userAgent, env: q.env, connectDeadlineMs, nowMs: () => q.clock.nowMs() });
  try {
    await examine({ target, q, draft, api, reviews, signal });
  } finally {
    clearTimeout(timer);
    api.close();
    reviews.close();
  }
  return {
    cluster: target.id,
    server: target.server,
    credential: target.credentials.label,
    ...draft,
    findings: draft.findings,
    seconds: (performance.now() - started) / 1000,
  };
}

interface Examining {
  readonly target: ClusterTarget;
  readonly q: ExamineOptions;
  readonly draft: Draft;
  readonly api: ApiServer;
  readonly reviews: SelfReviews;
  readonly signal: AbortSignal;
}

async function examine(e: Examining): Promise<void> {
  const { target, q, draft, signal } = e;
  if (target.defect !== undefined) {
    add(draft, 'kubeconfig', 'broken', target.defect, 'Mend the entry of this context in the kubeconfig.');
    return;
  }
  const credentials = await credentialsOf(e);
  const { findings, isBroken, ...route } = await examineRoute(target, {
    env: q.env,
    connectDeadlineMs: Math.min(connectDeadlineMs, q.deadlineMs),
    nowMs: q.clock.nowMs(),
    signal,
    clientCertificate: credentials?.clientCertificate,
  });
  Object.assign(draft, route);
  draft.findings.push(...findings);
  if (isBroken || credentials === undefined) return;
  draft.findings.push(...credentialFindings(credentials, q.clock.nowMs()));
  if (!(await answers(e))) return;
  await Promise.all([identity(e), rights(e), discovery(e), readiness(e), watching(e)]);
}

async function credentialsOf({ target, draft, signal }: Examining): Promise<Credentials | undefined> {
  try {
    return await target.credentials.get({ fresh: false, signal });
  } catch (error) {
    const { message } = failureFromError(error, signal);
    add(
      draft,
      'credentials',
      'broken',
      `no credentials from ${target.credentials.label}: ${message}`,
      'Run the login or plugin by hand and see what it says.',
    );
    return undefined;
  }
}

/** `/version`, some times over: who answers, how fast, and with which clock. */
async function answers({ api, draft, q, signal }: Examining): Promise<boolean> {
  const times: number[] = [];
  try {
    for (let i = 0; i < 3; i++) {
      const startMs = performance.now();
      const sentAtMs = q.clock.nowMs();
      const { body, headers } = await api.get('/version', { signal, deadlineMs: q.deadlineMs });
      times.push(performance.now() - startMs);
      if (i === 0) readVersion(draft, { body, date: headers.date, sentAtMs, nowMs: q.clock.nowMs() });
    }
  } catch (error) {
    const failure = failureFromError(error, signal);
    const [check, remedy] = answerRemedy(failure);
    add(draft, check, 'broken', describeFailure(failure), remedy);
    return false;
  }
  draft.latencyMs = times.sort((a, b) => a - b)[1] ?? 0;
  if (draft.latencyMs > slowMs) {
    add(
      draft,
      'latency',
      'warning',
      'answers slowly',
      `A small request takes ${Math.round(draft.latencyMs)} ms: look at the way there and at the load of the API server.`,
    );
  }
  return true;
}

function answerRemedy(failure: ApiFailure): readonly [string, string] {
  switch (failure.kind) {
    case 'unauthorized':
      return ['credentials', 'Log in again or fetch a fresh kubeconfig: the API server does not know these credentials.'];
    case 'timeout':
      return [
        'answers',
        'The connection opens but nothing is answered: the API server is overloaded or hangs, or a load balancer has nothing behind it.',
      ];
    case 'throttled':
      return ['answers', 'The API server is overloaded: see its priority and fairness metrics.'];
    case 'garbage':
      return ['answers', 'Something else than an API server answers here: check the address, and proxies that answer in its place.'];
    default:
      return ['answers', 'Look at the API server and at the load balancer in front of it.'];
  }
}

function readVersion(draft: Draft, q: { body: string; date: string | undefined; sentAtMs: number; nowMs: number }): void {
  const version = versionOf(q.body);
  if (version === undefined) throw new ApiFailure('garbage', 'what answers is no API server');
  draft.version = version;
  const minor = minorOf(version);
  if (minor !== undefined && minor < oldestMaintained) {
    const remedy = `1.${oldestMaintained} is the oldest minor that is maintained, as far as this version of Hindsight knows: plan the upgrade.`;
    add(draft, 'version', 'note', `Kubernetes 1.${minor} gets no more fixes`, remedy);
  }
  const serverMs = Date.parse(q.date ?? '');
  if (Number.isNaN(serverMs)) return;
  // The header counts whole seconds.
  draft.clockSkewMs = Math.round(serverMs + 500 - (q.sentAtMs + q.nowMs) / 2);
  if (Math.abs(draft.clockSkewMs) <= skewMs) return;
  const text = `its clock is ${draft.clockSkewMs > 0 ? 'ahead' : 'behind'} by more than ${skewMs / 1000} s`;
  add(
    draft,
    'clock',
    'warning',
    text,
    `It differs by ${Math.round(draft.clockSkewMs / 1000)} s: check time synchronisation there and here; tokens and certificates live by it.`,
  );
}

async function identity({ reviews, draft, signal }: Examining): Promise<void> {
  try {
    const { user, groups } = await reviews.whoami(signal);
    Object.assign(draft, { user, groups });
    if (user === 'system:anonymous') {
      add(
        draft,
        'credentials',
        'broken',
        'the API server takes us for anonymous',
        'The credentials are not sent or not accepted: check the user of the context.',
      );
    }
  } catch (error) {
    const failure = failureFromError(error, signal);
    // Servers before 1.28 do not tell.
    if (failure.kind !== 'not-found')
      add(
        draft,
        'credentials',
        'warning',
        `who we are is not told: ${describeFailure(failure)}`,
        'Allow create of selfsubjectreviews (system:basic-user has it).',
      );
  }
}

async function rights(e: Examining): Promise<void> {
  const { reviews, draft, signal, target } = e;
  const may: ResourceId[] = [];
  const mayNot: ResourceId[] = [];
  try {
    const answers = await Promise.all(
      pinnedResources.map(async (id) => {
        const resource = builtinById.get(id);
        if (resource === undefined) return { id, list: true, watch: true };
        const question = { group: resource.group, resource: resource.plural };
        const [list, watch] = await Promise.all(['list', 'watch'].map((verb) => reviews.mayI({ verb, ...question }, signal)));
        return { id, list: list === true, watch: watch === true };
      }),
    );
    for (const { id, list, watch } of answers) (list && watch ? may : mayNot).push(id);
    const logs = await reviews.mayI({ verb: 'get', group: '', resource: 'pods', subresource: 'log' }, signal);
    Object.assign(draft, { mayRead: may, mayNotRead: mayNot });
    rightsFindings(draft, {
      may,
      mayNot,
      unwatched: answers.filter(({ list, watch }) => list && !watch).map(({ id }) => id),
      logs,
      namespace: target.namespace,
    });
  } catch (error) {
    const failure = failureFromError(error, signal);
    add(
      draft,
      'rights',
      'warning',
      `what we may do is not told: ${describeFailure(failure)}`,
      'Allow create of selfsubjectaccessreviews (system:basic-user has it).',
    );
  }
}

function rightsFindings(
  draft: Draft,
  q: { may: readonly string[]; mayNot: readonly string[]; unwatched: readonly string[]; logs: boolean; namespace: string | undefined },
): void {
  const { may, mayNot, unwatched, logs, namespace } = q;
  const remedy =
    'Bind the ClusterRole view (and read access to nodes) to this user, or name the namespace that you may read in the context.';
  if (may.length === 0) {
    const severity = namespace === undefined ? 'broken' : 'warning';
    add(
      draft,
      'rights',
      severity,
      'nothing may be listed in all namespaces',
      namespace === undefined ? remedy : `Only namespace ${namespace} of the context is read; bind the ClusterRole view for all.`,
    );
  } else {
    const unlisted = mayNot.filter((id) => !unwatched.includes(id));
    if (unlisted.length > 0) add(draft, 'rights', 'warning', `may not list ${unlisted.join(', ')}`, remedy);
  }
  if (unwatched.length > 0)
    add(
      draft,
      'rights',
      'warning',
      `may list but not watch ${unwatched.join(', ')}`,
      'Add the verb watch to the role: without it nothing stays up to date.',
    );
  if (!logs) add(draft, 'rights', 'note', 'may not read logs', 'Allow get of pods/log if logs should be read.');
}

async function discovery({ api, draft, signal, q }: Examining): Promise<void> {
  try {
    const [{ resources, broken }, served] = await Promise.all([
      api.discover(signal),
      servedGroupVersions(api, { signal, deadlineMs: q.deadlineMs }),
    ]);
    for (const { groupVersion, reason } of broken) {
      add(
        draft,
        'api',
        'warning',
        `${groupVersion} is registered but does not answer`,
        `${reason}: see its APIService and the pods behind it; kubectl and controllers stumble over it too.`,
      );
    }
    draft.hasMetrics = resources.some(({ group }) => group === 'metrics.k8s.io');
    if (!draft.hasMetrics && !broken.some(({ groupVersion }) => groupVersion.startsWith('metrics.k8s.io'))) {
      add(draft, 'api', 'note', 'no metrics API', 'Install metrics-server to see usage of pods and nodes.');
    }
    const minor = draft.version === undefined ? undefined : minorOf(draft.version);
    for (const { groupVersion, kinds, removedIn, replacement } of minor === undefined
      ? []
      : removalsAhead(served, { minor, within: minorsAhead })) {
      add(
        draft,
        'deprecation',
        'note',
        `${groupVersion} (${kinds}) is still served and gone in 1.${removedIn}`,
        replacement === '' ? 'Stop using it before the upgrade.' : `Move manifests and clients to ${replacement} before the upgrade.`,
      );
    }
  } catch (error) {
    add(
      draft,
      'api',
      'warning',
      `what is served is not told: ${describeFailure(failureFromError(error, signal))}`,
      'Allow the group system:discovery, which every user has by default.',
    );
  }
}

async function servedGroupVersions(api: ApiServer, q: { signal: AbortSignal; deadlineMs: number }): Promise<readonly string[]> {
  const { body } = await api.get('/apis', { ...q, accept: 'application/json' });
  const { groups } = (jsonObject(body) ?? {}) as { groups?: readonly { versions?: readonly { groupVersion?: string }[] }[] };
  return (groups ?? []).flatMap(({ versions }) => (versions ?? []).flatMap(({ groupVersion }) => groupVersion ?? []));
}

async function readiness({ api, draft, signal, q }: Examining): Promise<void> {
  try {
    await api.get('/readyz', { signal, deadlineMs: q.deadlineMs, accept: '*/*' });
  } catch (error) {
    const failure = failureFromError(error, signal);
    if (failure.kind === 'forbidden' || failure.kind === 'not-found') return;
    add(
      draft,
      'ready',
      'warning',
      `not ready: ${describeFailure(failure)}`,
      'See /readyz?verbose of the API server: it names what it waits for.',
    );
  }
}

/** A watch from version 0 tells at once what exists: silence means that somebody in between keeps it back. */
async function watching({ api, draft, signal }: Examining): Promise<void> {
  const namespaces = builtinById.get('namespaces');
  if (namespaces === undefined) return;
  const enough = new AbortController();
  const late = setTimeout(() => enough.abort(), watchTellsMs);
  let opened = false;
  let told = false;
  try {
    await api.watch({
      path: listPath(namespaces),
      resourceVersion: '0',
      timeoutSeconds: Math.ceil(watchTellsMs / 1000),
      signal: AbortSignal.any([signal, enough.signal]),
      onOpen: () => {
        opened = true;
      },
      onEvents: () => {
        told = true;
        enough.abort();
      },
    });
  } catch (error) {
    const failure = failureFromError(error, signal);
    // Told by what may be listed.
    if (failure.kind === 'forbidden') return;
    add(
      draft,
      'watch',
      'warning',
      `watches do not work: ${describeFailure(failure)}`,
      'Without watches nothing stays up to date: check proxies between here and the API server.',
    );
    return;
  } finally {
    clearTimeout(late);
  }
  if (told) return;
  const text = opened ? 'a watch opens, but nothing of it arrives' : 'a watch does not open';
  add(
    draft,
    'watch',
    'warning',
    text,
    'Something in between holds answers back until they are complete: switch off buffering of answers in that proxy.',
  );
}

function add(draft: Draft, check: string, severity: DoctorFinding['severity'], text: string, remedy: string): void {
  draft.findings.push({ check, severity, text, remedy });
}

function versionOf(body: string): string | undefined {
  const { gitVersion } = (jsonObject(body) ?? {}) as { gitVersion?: unknown };
  return typeof gitVersion === 'string' ? gitVersion : undefined;
}

function minorOf(version: string): number | undefined {
  const minor = /^v?1\.(\d+)/.exec(version)?.[1];
  return minor === undefined ? undefined : Number(minor);
}
