import type { ResourceId } from '../../kube/api-resource.ts';
import { shellWord } from '../shell-word.ts';
import { resourceWord } from './object-address.ts';

/** The object that commands are wanted for. */
export interface CommandSubject {
  readonly cluster: string;
  /** The context of the reader's kubeconfig; the name of the cluster where unknown. */
  readonly context?: string | undefined;
  readonly resource: ResourceId;
  readonly namespace?: string | undefined;
  readonly name: string;
  /** Containers, the one meant first; for pods and what makes pods. */
  readonly containers?: readonly string[];
  /** Ports to forward: of the first container or of the service. */
  readonly ports?: readonly number[];
  /** Desired replicas, for what can be scaled. */
  readonly replicas?: number | undefined;
  /** True for a node that takes no new pods. */
  readonly cordoned?: boolean;
  /** Address of the page with scheme and host, for curl. */
  readonly url?: string | undefined;
}

/** One command to copy. */
export interface ReadyCommand {
  /** Stable name, e.g. `logs`. */
  readonly id: string;
  readonly title: string;
  /** The key that copies it, where it has one. */
  readonly key?: string;
  /** Ready for a POSIX shell: every word quoted where it must be. */
  readonly command: string;
  /** True for what changes the cluster: it is for people to decide, never run here. */
  readonly changes?: true;
}

const restartable: ReadonlySet<ResourceId> = new Set(['deployments.apps', 'statefulsets.apps', 'daemonsets.apps']);
const scalable: ReadonlySet<ResourceId> = new Set(['deployments.apps', 'statefulsets.apps', 'replicasets.apps', 'replicationcontrollers']);
const withPods: ReadonlySet<ResourceId> = new Set([...restartable, ...scalable, 'pods', 'jobs.batch']);

/**
 * The commands a person would type next about an object, with context, namespace and container filled in; those that only read stand first.
 * Names from clusters are quoted, so that none of them can become a command.
 * Source: kubectl 1.37 `kubectl help`.
 */
export function commandsFor(subject: CommandSubject): readonly ReadyCommand[] {
  return [...reading(subject), ...inPods(subject), ...changing(subject), ...ours(subject)];
}

function kubectl(subject: CommandSubject, verb: readonly string[], rest: readonly string[] = []): string {
  const { cluster, context, namespace } = subject;
  const place = ['--context', context ?? cluster, ...(namespace === undefined ? [] : ['-n', namespace])];
  return line(['kubectl', ...place, ...verb, ...rest]);
}

/** Names stand behind `resource/`, so that one that begins with a dash is no flag. */
function line(words: readonly string[]): string {
  return words.map((word) => (word === '' ? "''" : shellWord(word))).join(' ');
}

function target({ resource, name }: CommandSubject): string {
  return `${resourceWord(resource)}/${name}`;
}

function reading(subject: CommandSubject): readonly ReadyCommand[] {
  return [
    { id: 'get', title: 'Look', key: 'c', command: kubectl(subject, ['get', target(subject), '-o', 'wide']) },
    { id: 'describe', title: 'Describe', command: kubectl(subject, ['describe', target(subject)]) },
    { id: 'yaml', title: 'YAML', command: kubectl(subject, ['get', target(subject), '-o', 'yaml']) },
  ];
}

function inPods(subject: CommandSubject): readonly ReadyCommand[] {
  const { resource, containers = [], ports = [] } = subject;
  const isNode = resource === 'nodes';
  const port = String(ports[0] ?? 8080);
  const container = containers[0] === undefined ? [] : ['-c', containers[0]];
  const forward: ReadyCommand = {
    id: 'port-forward',
    title: 'Forward a port',
    key: 'f',
    command: kubectl(subject, ['port-forward', target(subject), Number(port) < 1024 ? `${8000 + Number(port)}:${port}` : port]),
  };
  if (isNode)
    return [
      {
        id: 'debug',
        title: 'Debug the node',
        key: 's',
        command: kubectl(subject, ['debug', `node/${subject.name}`, '-it', '--image=busybox']),
      },
    ];
  if (resource === 'services') return [forward];
  if (!withPods.has(resource)) return [];
  const debug = ['debug', target(subject), '-it', '--image=busybox', ...(containers[0] === undefined ? [] : [`--target=${containers[0]}`])];
  return [
    {
      id: 'logs',
      title: 'Follow the logs',
      command: kubectl(subject, ['logs', '-f', '--tail=200', target(subject)], logContainer(subject)),
    },
    ...(resource === 'pods'
      ? [
          {
            id: 'previous',
            title: 'Logs before the last restart',
            command: kubectl(subject, ['logs', '--previous', target(subject)], container),
          },
        ]
      : []),
    { id: 'exec', title: 'Shell', key: 's', command: kubectl(subject, ['exec', '-it', target(subject)], [...container, '--', 'sh']) },
    ...(resource === 'pods' ? [{ id: 'debug', title: 'Debug beside it', command: kubectl(subject, debug) }] : []),
    ...(resource === 'jobs.batch' ? [] : [forward]),
  ];
}

function logContainer({ containers = [] }: CommandSubject): readonly string[] {
  return containers.length > 1 ? ['--all-containers'] : containers[0] === undefined ? [] : ['-c', containers[0]];
}

function changing(subject: CommandSubject): readonly ReadyCommand[] {
  const { resource, name, replicas, cordoned } = subject;
  const change = (id: string, title: string, command: string): ReadyCommand => ({ id, title, command, changes: true });
  return [
    ...(restartable.has(resource)
      ? [
          change('restart', 'Restart', kubectl(subject, ['rollout', 'restart', target(subject)])),
          change('undo', 'Roll back', kubectl(subject, ['rollout', 'undo', target(subject)])),
        ]
      : []),
    ...(scalable.has(resource)
      ? [change('scale', 'Scale', kubectl(subject, ['scale', target(subject), `--replicas=${replicas ?? 1}`]))]
      : []),
    ...(resource === 'nodes'
      ? [
          change(
            cordoned === true ? 'uncordon' : 'cordon',
            cordoned === true ? 'Uncordon' : 'Cordon',
            kubectl(subject, [cordoned === true ? 'uncordon' : 'cordon', name]),
          ),
          change('drain', 'Drain', kubectl(subject, ['drain', name, '--ignore-daemonsets', '--delete-emptydir-data'])),
        ]
      : []),
    change('edit', 'Edit', kubectl(subject, ['edit', target(subject)])),
  ];
}

function ours({ cluster, resource, namespace, name, url }: CommandSubject): readonly ReadyCommand[] {
  const place = ['--clusters', cluster, ...(namespace === undefined ? [] : ['-n', namespace])];
  return [
    {
      id: 'hindsight',
      title: 'The same with Hindsight',
      command: line(['hindsight', 'describe', `${resourceWord(resource)}/${name}`, ...place]),
    },
    {
      id: 'hindsight-get',
      title: 'In all clusters',
      command: line(['hindsight', 'get', `${resourceWord(resource)}/${name}`, ...place.slice(2)]),
    },
    ...(url === undefined ? [] : [{ id: 'curl', title: 'curl', command: line(['curl', '-s', url]) }]),
  ];
}
