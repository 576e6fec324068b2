import { type Content, fieldsOf, itemsOf, numberOrNull, textOf } from '../../resources/content.ts';
import type { DescribedSection } from './description.ts';
import { field, fields, pairs } from './values.ts';

/** The volumes of a pod or template; undefined where there are none. */
export function volumesSection(spec: unknown): DescribedSection | undefined {
  const list = itemsOf(fieldsOf(spec).volumes).map((each) => {
    const { name, ...source } = fieldsOf(each);
    return field(textOf(name) || 'volume', [volumeText(source)]);
  });
  return list.length === 0 ? undefined : { id: 'volumes', title: 'Volumes', form: 'fields', fields: fields(list) };
}

/** What a volume is made of, in one line. Source: k8s.io/api core/v1 VolumeSource. */
function volumeText(source: Readonly<Record<string, Content>>): string {
  const [type = 'unknown', value] = Object.entries(source)[0] ?? [];
  const spec = fieldsOf(value);
  if (type === 'projected')
    return `projected: ${itemsOf(spec.sources)
      .map((one) => Object.keys(fieldsOf(one)).join(' '))
      .join(', ')}`;
  const name = [spec.claimName, spec.secretName, spec.name, spec.path, spec.driver, spec.volumeID, spec.server]
    .map(textOf)
    .find((one) => one !== '');
  const medium = textOf(spec.medium);
  return `${type}${name === undefined ? '' : ` ${name}`}${medium === '' ? '' : ` in ${medium}`}${spec.optional === true ? ' (optional)' : ''}`;
}

/** What decides where pods may run and as whom; undefined where nothing is said. */
export function schedulingSection(each: unknown): DescribedSection | undefined {
  const spec = fieldsOf(each);
  const grace = numberOrNull(spec.terminationGracePeriodSeconds);
  const list = fields([
    field('Service account', [textOf(spec.serviceAccountName) || textOf(spec.serviceAccount)]),
    field('Priority', [priorityText(spec)]),
    field('Scheduler', [spec.schedulerName === 'default-scheduler' ? '' : textOf(spec.schedulerName)]),
    field('Node selector', pairs(spec.nodeSelector)),
    field('Affinity', affinityTexts(spec.affinity)),
    field(
      'Spread',
      itemsOf(spec.topologySpreadConstraints).map((one) => spreadText(fieldsOf(one))),
    ),
    field(
      'Tolerations',
      itemsOf(spec.tolerations).map((one) => tolerationText(fieldsOf(one))),
    ),
    field('Host', [['hostNetwork', 'hostPID', 'hostIPC'].filter((name) => spec[name] === true).join(', ')]),
    field('Grace period', [grace === null || grace === 30 ? '' : `${grace}s`]),
  ]);
  return list.length === 0 ? undefined : { id: 'scheduling', title: 'Scheduling', form: 'fields', fields: list };
}

function priorityText(spec: Readonly<Record<string, Content>>): string {
  const value = numberOrNull(spec.priority);
  const name = textOf(spec.priorityClassName);
  if (name === '') return value === null || value === 0 ? '' : String(value);
  return value === null ? name : `${name} (${value})`;
}

function affinityTexts(affinity: unknown): readonly string[] {
  return Object.entries(fieldsOf(affinity)).flatMap(([kind, rules]) =>
    Object.entries(fieldsOf(rules)).map(([when, terms]) => {
      const strict = when.startsWith('required') ? 'required' : 'preferred';
      return `${kind} ${strict}: ${JSON.stringify(terms)}`;
    }),
  );
}

function spreadText(spread: Readonly<Record<string, Content>>): string {
  return `over ${textOf(spread.topologyKey)}, skew at most ${String(spread.maxSkew ?? '')}, else ${textOf(spread.whenUnsatisfiable)}`;
}

/** `key=value:NoSchedule for 300s`. Source: k8s.io/kubectl pkg/describe printTolerationsInMultilineFunc. */
function tolerationText(toleration: Readonly<Record<string, Content>>): string {
  const key = textOf(toleration.key);
  const value = textOf(toleration.value);
  const effect = textOf(toleration.effect);
  const seconds = numberOrNull(toleration.tolerationSeconds);
  const what = key === '' ? 'everything' : `${key}${value === '' ? '' : `=${value}`}`;
  return `${what}${effect === '' ? '' : `:${effect}`}${seconds === null ? '' : ` for ${seconds}s`}`;
}
