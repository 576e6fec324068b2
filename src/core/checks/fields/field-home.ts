import type { FieldPath } from '../fault.ts';
import type { FieldShape, ObjectShape } from './field-shape.ts';

/** A place within a kind: field names, and `[]` for the items of a list. */
export type KindPath = readonly string[];

/** What people put one level too deep or too high, with the kind of place where it belongs. */
const classics: ReadonlyMap<string, 'cron' | 'job' | 'pod' | 'container' | 'workload'> = new Map([
  ...[
    'concurrencyPolicy',
    'startingDeadlineSeconds',
    'successfulJobsHistoryLimit',
    'failedJobsHistoryLimit',
    'suspend',
    'timeZone',
    'schedule',
  ].map((name) => [name, 'cron'] as const),
  ...['backoffLimit', 'ttlSecondsAfterFinished', 'parallelism', 'completions', 'completionMode', 'podFailurePolicy'].map(
    (name) => [name, 'job'] as const,
  ),
  ...[
    'terminationGracePeriodSeconds',
    'priorityClassName',
    'tolerations',
    'nodeSelector',
    'affinity',
    'topologySpreadConstraints',
    'serviceAccountName',
    'automountServiceAccountToken',
    'dnsConfig',
    'dnsPolicy',
    'hostNetwork',
    'imagePullSecrets',
    'initContainers',
    'containers',
    'volumes',
    'runtimeClassName',
  ].map((name) => [name, 'pod'] as const),
  ...[
    'readinessProbe',
    'livenessProbe',
    'startupProbe',
    'lifecycle',
    'capabilities',
    'image',
    'imagePullPolicy',
    'command',
    'args',
    'env',
    'envFrom',
    'volumeMounts',
    'ports',
    'resources',
  ].map((name) => [name, 'container'] as const),
  ...['strategy', 'updateStrategy', 'minReadySeconds', 'replicas', 'revisionHistoryLimit', 'progressDeadlineSeconds'].map(
    (name) => [name, 'workload'] as const,
  ),
]);

/** Where a kind of place is. The first that the kind has counts. */
const homes: Readonly<Record<'cron' | 'job' | 'pod' | 'container' | 'workload', readonly string[]>> = {
  cron: ['spec'],
  job: ['spec.jobTemplate.spec', 'spec'],
  pod: ['spec.jobTemplate.spec.template.spec', 'spec.template.spec', 'template.spec', 'spec'],
  container: ['spec.jobTemplate.spec.template.spec', 'spec.template.spec', 'template.spec', 'spec'].flatMap((pod) => [
    `${pod}.containers.[]`,
    `${pod}.containers.[].securityContext`,
  ]),
  workload: ['spec'],
};

/** Where a field that stands at the wrong place belongs, if that is clear. */
export interface FieldHome {
  /** The value that should hold it. */
  readonly parent: KindPath;
  /** One of those that people are known to misplace. */
  readonly classic: boolean;
}

/** A field may have so many homes and still be called misplaced. */
const mostHomes = 2;

/** The home of a field of a kind that stands in `parent`; undefined where there is none, or no clear one. */
export function fieldHome(root: ObjectShape, name: string, parent: FieldPath): FieldHome | undefined {
  const here = kindPath(parent);
  const all = placesOf(root, name).filter((place) => place.join('.') !== here.join('.'));
  const kind = classics.get(name);
  const written = kind === undefined ? [] : homes[kind];
  const classic = written.map((home) => all.find((place) => place.join('.') === home)).find((place) => place !== undefined);
  if (classic !== undefined) return { parent: classic, classic: true };
  if (all.length > mostHomes) return undefined;
  const [best, second] = all.map((place) => ({ place, cost: wayCost(here, place) })).sort((a, b) => a.cost - b.cost);
  if (best === undefined || best.cost === second?.cost) return undefined;
  return { parent: best.place, classic: false };
}

/** With `[]` for list indexes. */
function kindPath(path: FieldPath): KindPath {
  return path.map((step) => (typeof step === 'number' ? '[]' : step));
}

/** Ways up are shorter than ways down: what is too deep has fewer places to belong to. */
function wayCost(from: KindPath, to: KindPath): number {
  let shared = 0;
  while (shared < from.length && from[shared] === to[shared]) shared++;
  const steps = (path: KindPath): number => path.slice(shared).filter((step) => step !== '[]').length;
  return steps(from) + 2 * steps(to);
}

const known = new WeakMap<ObjectShape, Map<string, readonly KindPath[]>>();

/** Every place of a kind that has a field of this name. Init and ephemeral containers, which mirror containers, are left out. */
function placesOf(root: ObjectShape, name: string): readonly KindPath[] {
  const byName = known.get(root) ?? new Map<string, readonly KindPath[]>();
  known.set(root, byName);
  const before = byName.get(name);
  if (before !== undefined) return before;
  const places: KindPath[] = [];
  search({ shape: root, name, path: [], within: new Set(), places });
  byName.set(name, places);
  return places;
}

const mirrors: ReadonlySet<string> = new Set(['initContainers', 'ephemeralContainers', 'status', 'managedFields', 'ownerReferences']);

function search(q: {
  readonly shape: FieldShape;
  readonly name: string;
  readonly path: KindPath;
  readonly within: ReadonlySet<FieldShape>;
  readonly places: KindPath[];
}): void {
  const { shape, path, within } = q;
  if (within.has(shape)) return;
  if (shape.kind === 'list') search({ ...q, shape: shape.item, path: [...path, '[]'] });
  if (shape.kind !== 'object') return;
  if (shape.fields.has(q.name)) q.places.push(path);
  const inside = new Set([...within, shape]);
  for (const [field, inner] of shape.fields)
    if (!mirrors.has(field) && inner.kind !== 'scalar') search({ ...q, shape: inner, path: [...path, field], within: inside });
}
