import { type Content, fieldsOf, itemsOf, numberOf, textOf, timeOf } from '../../resources/content.ts';
import { isSidecar } from '../../resources/pod-containers.ts';
import type { StatusLevel } from '../status-look.ts';
import type { DescribedField, DescribedItem, DescribedSection } from './description.ts';
import { probeText } from './probe-text.ts';
import { field, fields, pairs, text, time } from './values.ts';

/** The containers of a pod, or of the template that a workload makes pods from: then without states. Undefined where there are none. */
export function containersSection(spec: unknown, status?: unknown): DescribedSection | undefined {
  const { containers, initContainers, ephemeralContainers } = fieldsOf(spec);
  const { containerStatuses, initContainerStatuses, ephemeralContainerStatuses } = fieldsOf(status);
  const items = [
    ...itemsOf(initContainers).map((one) => itemOf(one, isSidecar(one) ? 'sidecar' : 'init', initContainerStatuses)),
    ...itemsOf(containers).map((one) => itemOf(one, '', containerStatuses)),
    ...itemsOf(ephemeralContainers).map((one) => itemOf(one, 'ephemeral', ephemeralContainerStatuses)),
  ];
  if (items.length === 0) return undefined;
  return { id: 'containers', title: status === undefined ? 'Containers of its pods' : 'Containers', form: 'items', items };
}

function itemOf(each: Content, role: string, statuses: unknown): DescribedItem {
  const container = fieldsOf(each);
  const name = textOf(container.name);
  const status = itemsOf(statuses)
    .map(fieldsOf)
    .find((one) => one.name === name);
  const image = textOf(container.image);
  const ran = textOf(status?.imageID);
  return {
    name: role === '' ? name : `${name} (${role})`,
    fields: fields([
      ...(status === undefined ? [] : stateFields(status)),
      field('Image', [image, ran !== '' && ran !== image ? `running ${ran.slice(ran.indexOf('@') + 1)}` : undefined]),
      field('Command', [words(container.command)]),
      field('Args', [words(container.args)]),
      field(
        'Ports',
        itemsOf(container.ports).map((port) => portText(fieldsOf(port))),
      ),
      field('Requests', [pairs(fieldsOf(container.resources).requests, ' ').join(', ')]),
      field('Limits', [pairs(fieldsOf(container.resources).limits, ' ').join(', ')]),
      ...(['startupProbe', 'livenessProbe', 'readinessProbe'] as const).map((probe) =>
        field(`${probe.slice(0, 1).toUpperCase()}${probe.slice(1).replace('Probe', '')}`, [probeText(container[probe])]),
      ),
      field('Environment', [...itemsOf(container.env).map(envText), ...itemsOf(container.envFrom).map(envFromText)]),
      field(
        'Mounts',
        itemsOf(container.volumeMounts).map((mount) => mountText(fieldsOf(mount))),
      ),
    ]),
  };
}

function stateFields(status: Readonly<Record<string, Content>>): readonly (DescribedField | undefined)[] {
  const state = stateOf(status.state);
  const last = stateOf(status.lastState);
  const restarts = numberOf(status.restartCount);
  return [
    field('State', [text(state.words, state.level), time(state.sinceMs), state.message]),
    field('Ready', [text(status.ready === true ? 'yes' : 'no', status.ready === true || state.over ? undefined : 'warn')]),
    restarts > 0 ? field('Restarts', [String(restarts)]) : undefined,
    last.words === '' ? undefined : field('Last end', [text(last.words, last.level), time(last.sinceMs), last.message]),
  ];
}

interface ContainerState {
  readonly words: string;
  readonly level: StatusLevel | undefined;
  readonly sinceMs: number | null;
  readonly message: string;
  /** It has ended as it should. */
  readonly over: boolean;
}

function stateOf(each: unknown): ContainerState {
  const state = fieldsOf(each);
  const unsaid = { words: '', level: undefined, sinceMs: null, message: '', over: false };
  if (typeof state.running === 'object' && state.running !== null)
    return { ...unsaid, words: 'Running', level: 'ok', sinceMs: timeOf(fieldsOf(state.running).startedAt) };
  if (typeof state.waiting === 'object' && state.waiting !== null) {
    const { reason, message } = fieldsOf(state.waiting);
    const calm = reason === 'ContainerCreating' || reason === 'PodInitializing';
    return { ...unsaid, words: `Waiting: ${textOf(reason) || 'no reason given'}`, level: calm ? 'wait' : 'bad', message: textOf(message) };
  }
  return typeof state.terminated === 'object' && state.terminated !== null ? endOf(fieldsOf(state.terminated)) : unsaid;
}

function endOf(end: Readonly<Record<string, Content>>): ContainerState {
  const code = numberOf(end.exitCode);
  const signal = numberOf(end.signal);
  const reason = textOf(end.reason) || (code === 0 ? 'Completed' : 'Error');
  const words = `${reason}, exit code ${code}${signal === 0 ? '' : `, signal ${signal}`}`;
  return { words, level: code === 0 ? 'gone' : 'bad', sinceMs: timeOf(end.finishedAt), message: textOf(end.message), over: code === 0 };
}

function words(list: unknown): string {
  return itemsOf(list).map(String).join(' ');
}

function portText(port: Readonly<Record<string, Content>>): string {
  const name = textOf(port.name);
  return `${numberOf(port.containerPort)}/${textOf(port.protocol) || 'TCP'}${name === '' ? '' : ` (${name})`}`;
}

/** Values of secret-looking names arrive masked. */
function envText(each: Content): string {
  const { name, value, valueFrom } = fieldsOf(each);
  if (valueFrom === undefined || valueFrom === null) return `${textOf(name)}=${textOf(value)}`;
  const [source = '', reference] = Object.entries(fieldsOf(valueFrom))[0] ?? [];
  const { name: of, key, fieldPath, resource } = fieldsOf(reference);
  const what = [of, key, fieldPath, resource].map(textOf).filter((part) => part !== '');
  return `${textOf(name)} from ${source.replace(/(KeyRef|Ref)$/, '')} ${what.join(' ')}`;
}

function envFromText(each: Content): string {
  const { prefix, configMapRef, secretRef } = fieldsOf(each);
  const from = secretRef === undefined ? `configMap ${textOf(fieldsOf(configMapRef).name)}` : `secret ${textOf(fieldsOf(secretRef).name)}`;
  return `all of ${from}${textOf(prefix) === '' ? '' : ` as ${textOf(prefix)}…`}`;
}

function mountText(mount: Readonly<Record<string, Content>>): string {
  const path = textOf(mount.subPath);
  return `${textOf(mount.mountPath)} from ${textOf(mount.name)}${path === '' ? '' : `/${path}`}${mount.readOnly === true ? ' (read-only)' : ''}`;
}
