import type { ResourceId } from '../../kube/api-resource.ts';
import { type Content, fieldsOf, itemsOf, numberOf, textOf } from '../../resources/content.ts';
import type { DescribedField, DescribedSection } from './description.ts';
import { nodeRequestTexts } from './node-requests.ts';
import { selectorText } from './pods-section.ts';
import type { Subject } from './subject.ts';
import { field, fields, pairs } from './values.ts';

/** What one kind has to say beyond its columns and conditions; undefined where that is nothing. */
export function kindSection(subject: Subject): DescribedSection | undefined {
  const reader = readers.get(subject.shard.resource.id);
  if (reader === undefined) return undefined;
  const list = fields([
    ...reader(fieldsOf(subject.object.spec), fieldsOf(subject.object.status), subject.object),
    subject.shard.resource.id === 'nodes' ? field('Requested', nodeRequestTexts(subject)) : undefined,
  ]);
  return list.length === 0 ? undefined : { id: 'details', title: 'Details', form: 'fields', fields: list };
}

/** True for resources whose whole content some section shows. */
export function hasOwnSections(resource: ResourceId): boolean {
  return readers.has(resource) || resource === 'pods';
}

type Map = Readonly<Record<string, Content>>;
type Reader = (spec: Map, status: Map, object: Map) => readonly (DescribedField | undefined)[];

const workload: Reader = (spec, status) => [
  field('Selector', [selectorText(spec.selector)]),
  field('Replicas', [replicaText(spec, status)]),
  field('Strategy', [strategyText(spec.strategy ?? spec.updateStrategy)]),
  field('Paused', [spec.paused === true ? 'yes' : '']),
  field('Generation', [generationText(status)]),
];

function replicaText(spec: Map, status: Map): string {
  const wanted = spec.replicas ?? status.desiredNumberScheduled;
  if (wanted === undefined) return '';
  const parts = ['ready', 'updated', 'available', 'unavailable'].flatMap((word) => {
    const count = status[`${word}Replicas`] ?? status[`number${word.slice(0, 1).toUpperCase()}${word.slice(1)}`];
    return count === undefined ? [] : [`${numberOf(count)} ${word}`];
  });
  return `${numberOf(wanted)} wanted${parts.length === 0 ? '' : `, ${parts.join(', ')}`}`;
}

function generationText(status: Map): string {
  return status.observedGeneration === undefined ? '' : `observed ${numberOf(status.observedGeneration)}`;
}

function strategyText(each: unknown): string {
  const { type, rollingUpdate } = fieldsOf(each);
  const rolling = pairs(rollingUpdate, ' ').join(', ');
  return `${textOf(type)}${rolling === '' ? '' : ` (${rolling})`}`;
}

const readers: ReadonlyMap<ResourceId, Reader> = new Map<ResourceId, Reader>([
  ['deployments.apps', workload],
  ['replicasets.apps', workload],
  ['statefulsets.apps', workload],
  ['daemonsets.apps', workload],
  ['replicationcontrollers', workload],
  [
    'nodes',
    (spec, status) => [
      field(
        'Taints',
        itemsOf(spec.taints).map((taint) => taintText(fieldsOf(taint))),
      ),
      field('Cordoned', [spec.unschedulable === true ? 'yes' : '']),
      field('Capacity', [pairs(status.capacity, ' ').join(', ')]),
      field('Allocatable', [pairs(status.allocatable, ' ').join(', ')]),
      field(
        'Addresses',
        itemsOf(status.addresses).map((one) => `${textOf(fieldsOf(one).type)} ${textOf(fieldsOf(one).address)}`),
      ),
      field('Provider', [textOf(spec.providerID)]),
      field('Pod CIDRs', itemsOf(spec.podCIDRs).map(String)),
    ],
  ],
  [
    'services',
    (spec, status) => [
      field('Selector', [selectorText(spec.selector) ?? 'none: its endpoints are kept by somebody else']),
      field('IPs', itemsOf(spec.clusterIPs).map(String)),
      field(
        'Ports',
        itemsOf(spec.ports).map((port) => servicePortText(fieldsOf(port))),
      ),
      field('External name', [textOf(spec.externalName)]),
      field(
        'Load balancer',
        itemsOf(fieldsOf(status.loadBalancer).ingress).map((one) => textOf(fieldsOf(one).hostname) || textOf(fieldsOf(one).ip)),
      ),
      field('Traffic', [
        ['externalTrafficPolicy', 'internalTrafficPolicy', 'sessionAffinity']
          .map((name) => textOf(spec[name]))
          .filter((one) => one !== '' && one !== 'None' && one !== 'Cluster')
          .join(', '),
      ]),
    ],
  ],
  [
    'ingresses.networking.k8s.io',
    (spec) => [
      field('Default', [backendText(spec.defaultBackend)]),
      field(
        'Rules',
        itemsOf(spec.rules).flatMap((rule) => ruleTexts(fieldsOf(rule))),
      ),
      field(
        'TLS',
        itemsOf(spec.tls).map(
          (one) => `${itemsOf(fieldsOf(one).hosts).map(String).join(', ')} by secret ${textOf(fieldsOf(one).secretName)}`,
        ),
      ),
    ],
  ],
  [
    'horizontalpodautoscalers.autoscaling',
    (spec, status) => [
      field('Scales', [`${textOf(fieldsOf(spec.scaleTargetRef).kind)}/${textOf(fieldsOf(spec.scaleTargetRef).name)}`]),
      field('Replicas', [
        `${numberOf(status.currentReplicas)} now, ${numberOf(status.desiredReplicas)} wanted, ${numberOf(spec.minReplicas) || 1} to ${numberOf(spec.maxReplicas)}`,
      ]),
    ],
  ],
  [
    'jobs.batch',
    (spec, status) => [
      field('Selector', [selectorText(spec.selector)]),
      field('Completions', [
        `${numberOf(status.succeeded)} of ${numberOf(spec.completions ?? 1)}, ${numberOf(status.active)} active, ${numberOf(status.failed)} failed`,
      ]),
      field('Limits', [
        [
          spec.backoffLimit === undefined ? '' : `gives up after ${numberOf(spec.backoffLimit)} failures`,
          spec.activeDeadlineSeconds === undefined ? '' : `deadline ${numberOf(spec.activeDeadlineSeconds)}s`,
        ]
          .filter((one) => one !== '')
          .join(', '),
      ]),
    ],
  ],
  [
    'cronjobs.batch',
    (spec, status) => [
      field('Schedule', [
        `${textOf(spec.schedule)}${textOf(spec.timeZone) === '' ? '' : ` in ${textOf(spec.timeZone)}`}${spec.suspend === true ? ' (suspended)' : ''}`,
      ]),
      field('Concurrency', [textOf(spec.concurrencyPolicy) || 'Allow']),
      field('Deadline', [
        spec.startingDeadlineSeconds === undefined
          ? 'none: after 100 missed starts it stops for ever'
          : `${numberOf(spec.startingDeadlineSeconds)}s`,
      ]),
      field('Last success', [textOf(status.lastSuccessfulTime)]),
      field(
        'Active',
        itemsOf(status.active).map((one) => textOf(fieldsOf(one).name)),
      ),
    ],
  ],
  [
    'persistentvolumeclaims',
    (spec, status) => [
      field('Wants', [pairs(fieldsOf(spec.resources).requests, ' ').join(', ')]),
      field('Has', [pairs(status.capacity, ' ').join(', ')]),
      field('Mode', [textOf(spec.volumeMode)]),
    ],
  ],
  ['configmaps', (_spec, _status, object) => [field('Keys', sizes(object.data)), field('Binary keys', sizes(object.binaryData))]],
  ['secrets', (_spec, _status, object) => [field('Type', [textOf(object.type)]), field('Keys', Object.keys(fieldsOf(object.data)).sort())]],
  [
    'poddisruptionbudgets.policy',
    (spec, status) => [
      field('Selector', [selectorText(spec.selector)]),
      field('Allows', [
        `${numberOf(status.disruptionsAllowed)} disruptions: ${numberOf(status.currentHealthy)} healthy, ${numberOf(status.desiredHealthy)} needed of ${numberOf(status.expectedPods)}`,
      ]),
    ],
  ],
]);

function sizes(map: unknown): readonly string[] {
  return Object.entries(fieldsOf(map))
    .map(([key, value]) => `${key} (${String(value).length} characters)`)
    .sort();
}

function taintText({ key, value, effect }: Map): string {
  return `${textOf(key)}${textOf(value) === '' ? '' : `=${textOf(value)}`}:${textOf(effect)}`;
}

function servicePortText(port: Map): string {
  const target = port.targetPort === undefined ? '' : ` → ${String(port.targetPort)}`;
  const node = port.nodePort === undefined ? '' : `, node port ${numberOf(port.nodePort)}`;
  return `${textOf(port.name) === '' ? '' : `${textOf(port.name)} `}${numberOf(port.port)}/${textOf(port.protocol) || 'TCP'}${target}${node}`;
}

function ruleTexts(rule: Map): readonly string[] {
  return itemsOf(fieldsOf(rule.http).paths).map((each) => {
    const path = fieldsOf(each);
    return `${textOf(rule.host) || '*'}${textOf(path.path) || '/'} → ${backendText(path.backend)}`;
  });
}

function backendText(each: unknown): string {
  const { service, resource } = fieldsOf(each);
  if (service === undefined) return resource === undefined ? '' : `${textOf(fieldsOf(resource).kind)}/${textOf(fieldsOf(resource).name)}`;
  const port = fieldsOf(fieldsOf(service).port);
  return `service ${textOf(fieldsOf(service).name)}:${String(port.name ?? port.number ?? '')}`;
}
