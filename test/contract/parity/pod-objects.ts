import type { Any } from '../contract-server.ts';
import { ago, type ParityObject } from './parity-object.ts';

const containers = (...names: readonly string[]): Any[] => names.map((name) => ({ name, image: `registry.example.org/${name}:1.2` }));

const running = { running: { startedAt: ago(300) } };
const waiting = (reason: string): Any => ({ waiting: { reason, message: 'for the test' } });
const terminated = (more: Any): Any => ({ terminated: { startedAt: ago(900), finishedAt: ago(700), ...more } });

function container(name: string, state: Any, more: Any = {}): Any {
  return {
    name,
    image: `registry.example.org/${name}:1.2`,
    imageID: 'sha256:1',
    ready: false,
    started: false,
    restartCount: 0,
    state,
    ...more,
  };
}

function pod(name: string, spec: Any, status: Any, more: Partial<ParityObject> = {}): ParityObject {
  return { resource: 'pods', name, body: { spec: { containers: containers('main'), ...spec } }, status, ...more };
}

const condition = (type: string, status: string, more: Any = {}): Any => ({ type, status, lastTransitionTime: ago(60), ...more });

/** A phase of a container's life for each branch of the status column. Source: k8s.io/kubernetes pkg/printers/internalversion printPod */
export const podObjects: readonly ParityObject[] = [
  { resource: 'pods', name: 'untouched', body: { spec: { containers: containers('main', 'side') } } },
  pod(
    'scheduling-gated',
    { schedulingGates: [{ name: 'example.org/wait' }] },
    { conditions: [condition('PodScheduled', 'False', { reason: 'SchedulingGated' })] },
  ),
  pod('unschedulable', {}, { conditions: [condition('PodScheduled', 'False', { reason: 'Unschedulable' })] }),
  pod(
    'running',
    { nodeName: 'node-a', containers: containers('main', 'side') },
    {
      phase: 'Running',
      podIP: '10.1.2.3',
      podIPs: [{ ip: '10.1.2.3' }, { ip: 'fd00::1' }],
      startTime: ago(400),
      conditions: [condition('Ready', 'True')],
      containerStatuses: [container('main', running, { ready: true, restartCount: 2 }), container('side', running, { ready: true })],
    },
  ),
  pod(
    'not-ready',
    { nodeName: 'node-a' },
    { phase: 'Running', conditions: [condition('Ready', 'False')], containerStatuses: [container('main', running)] },
  ),
  pod(
    'crash-loop',
    { nodeName: 'node-a', containers: containers('main', 'side') },
    {
      phase: 'Running',
      containerStatuses: [
        container('main', waiting('CrashLoopBackOff'), {
          restartCount: 1404,
          lastState: terminated({ exitCode: 137, reason: 'OOMKilled', finishedAt: ago(5000) }),
        }),
        container('side', running, { ready: true, restartCount: 3, lastState: terminated({ exitCode: 1, finishedAt: ago(90_000) }) }),
      ],
    },
  ),
  pod('image-pull', { nodeName: 'node-a' }, { phase: 'Pending', containerStatuses: [container('main', waiting('ImagePullBackOff'))] }),
  pod('creating', { nodeName: 'node-a' }, { phase: 'Pending', containerStatuses: [container('main', waiting('ContainerCreating'))] }),
  pod(
    'oom-killed',
    { nodeName: 'node-a' },
    { phase: 'Running', containerStatuses: [container('main', terminated({ exitCode: 137, reason: 'OOMKilled' }))] },
  ),
  pod(
    'exit-code',
    { nodeName: 'node-a', restartPolicy: 'Never' },
    { phase: 'Failed', containerStatuses: [container('main', terminated({ exitCode: 3 }))] },
  ),
  pod(
    'signal',
    { nodeName: 'node-a', restartPolicy: 'Never' },
    { phase: 'Failed', containerStatuses: [container('main', terminated({ exitCode: 0, signal: 9 }))] },
  ),
  pod(
    'completed',
    { nodeName: 'node-a', restartPolicy: 'Never' },
    { phase: 'Succeeded', containerStatuses: [container('main', terminated({ exitCode: 0, reason: 'Completed' }))] },
  ),
  pod(
    'completed-and-running',
    { nodeName: 'node-a', containers: containers('main', 'side') },
    {
      phase: 'Running',
      conditions: [condition('Ready', 'True')],
      containerStatuses: [container('main', terminated({ exitCode: 0, reason: 'Completed' })), container('side', running, { ready: true })],
    },
  ),
  pod(
    'completed-and-unready',
    { nodeName: 'node-a', containers: containers('main', 'side') },
    {
      phase: 'Running',
      conditions: [condition('Ready', 'False')],
      containerStatuses: [container('main', terminated({ exitCode: 0, reason: 'Completed' })), container('side', running, { ready: true })],
    },
  ),
  pod('evicted', { nodeName: 'node-a' }, { phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.' }),
  pod(
    'node-lost',
    { nodeName: 'node-a' },
    { phase: 'Running', reason: 'NodeLost', containerStatuses: [container('main', running, { ready: true })] },
  ),
  pod('unknown', { nodeName: 'node-a' }, { phase: 'Unknown' }),
  pod(
    'init-waiting',
    { nodeName: 'node-a', initContainers: containers('first', 'second') },
    {
      phase: 'Pending',
      initContainerStatuses: [container('first', running), container('second', waiting('PodInitializing'))],
      containerStatuses: [container('main', waiting('PodInitializing'))],
    },
  ),
  pod(
    'init-crash',
    { nodeName: 'node-a', initContainers: containers('first', 'second') },
    {
      phase: 'Pending',
      initContainerStatuses: [
        container('first', terminated({ exitCode: 0, reason: 'Completed' }), { ready: true, restartCount: 1 }),
        container('second', waiting('CrashLoopBackOff'), { restartCount: 7, lastState: terminated({ exitCode: 2, finishedAt: ago(200) }) }),
      ],
      containerStatuses: [container('main', waiting('PodInitializing'))],
    },
  ),
  pod(
    'init-error',
    { nodeName: 'node-a', restartPolicy: 'Never', initContainers: containers('first') },
    {
      phase: 'Failed',
      initContainerStatuses: [container('first', terminated({ exitCode: 5, reason: 'Error' }))],
      containerStatuses: [container('main', waiting('PodInitializing'))],
    },
  ),
  pod(
    'init-signal',
    { nodeName: 'node-a', initContainers: containers('first') },
    { phase: 'Pending', initContainerStatuses: [container('first', terminated({ exitCode: 0, signal: 15 }))] },
  ),
  pod(
    'init-exit-code',
    { nodeName: 'node-a', initContainers: containers('first') },
    { phase: 'Pending', initContainerStatuses: [container('first', terminated({ exitCode: 4 }))] },
  ),
  pod(
    'sidecar',
    { nodeName: 'node-a', initContainers: [{ ...containers('proxy')[0], restartPolicy: 'Always' }, ...containers('migrate')] },
    {
      phase: 'Running',
      conditions: [condition('Ready', 'True'), condition('Initialized', 'True')],
      initContainerStatuses: [
        container('proxy', running, {
          ready: true,
          started: true,
          restartCount: 2,
          lastState: terminated({ exitCode: 1, finishedAt: ago(1000) }),
        }),
        container('migrate', terminated({ exitCode: 0, reason: 'Completed' }), { ready: true }),
      ],
      containerStatuses: [container('main', running, { ready: true, started: true })],
    },
  ),
  pod(
    'sidecar-starting',
    { nodeName: 'node-a', initContainers: [{ ...containers('proxy')[0], restartPolicy: 'Always' }, ...containers('migrate')] },
    {
      phase: 'Pending',
      initContainerStatuses: [container('proxy', running, { ready: false, started: true }), container('migrate', running)],
      containerStatuses: [container('main', waiting('PodInitializing'))],
    },
  ),
  pod(
    'terminating',
    { nodeName: 'node-a' },
    { phase: 'Running', conditions: [condition('Ready', 'True')], containerStatuses: [container('main', running, { ready: true })] },
    { deleted: true, meta: { finalizers: ['example.org/hold'] } },
  ),
  pod(
    'terminating-lost',
    { nodeName: 'node-a' },
    { phase: 'Running', reason: 'NodeLost' },
    { deleted: true, meta: { finalizers: ['example.org/hold'] } },
  ),
  pod(
    'terminating-done',
    { nodeName: 'node-a', restartPolicy: 'Never' },
    { phase: 'Succeeded' },
    { deleted: true, meta: { finalizers: ['example.org/hold'] } },
  ),
  pod(
    'gates',
    {
      nodeName: 'node-a',
      readinessGates: [{ conditionType: 'example.org/lb' }, { conditionType: 'example.org/dns' }, { conditionType: 'example.org/none' }],
    },
    { phase: 'Running', conditions: [condition('example.org/lb', 'True'), condition('example.org/dns', 'False')] },
  ),
  pod('nominated', {}, { phase: 'Pending', nominatedNodeName: 'node-b' }),
];
