import type { KubeObject } from '../kube/object.ts';
import { type Content, itemsOf, textOf } from './content.ts';
import { blockingInitStatus, initStep, isInitialized, isPresent, isSidecar, isSidecarNamed } from './pod-containers.ts';

/** Ready containers of all that should run, sidecars included: `2/3`. Source: printers.go printPod. */
export function podReady(pod: KubeObject): string {
  const initContainers = itemsOf(pod.spec?.initContainers);
  let total = itemsOf(pod.spec?.containers).length;
  let ready = 0;
  let counts = true;
  if (initContainers.length > 0) {
    for (const container of initContainers) if (isSidecar(container)) total++;
    const blocking = blockingInitStatus(pod);
    ready += readySidecars(pod, initContainers, blocking);
    counts = blocking === -1 || isInitialized(pod);
  } else if (itemsOf(pod.status?.initContainerStatuses).length > 0) {
    counts = blockingInitStatus(pod) === -1 || isInitialized(pod);
  }
  if (counts) ready += readyContainers(itemsOf(pod.status?.containerStatuses));
  return `${ready}/${total}`;
}

/** Started and ready sidecars before the init container that blocks. */
function readySidecars(pod: KubeObject, initContainers: readonly Content[], blocking: number): number {
  const statuses = itemsOf(pod.status?.initContainerStatuses);
  const end = blocking === -1 ? statuses.length : blocking;
  let ready = 0;
  for (let i = 0; i < end; i++) {
    const step = initStep(statuses[i], isSidecarNamed(initContainers, statuses[i]?.name));
    if (step === 'started' && statuses[i].ready === true) ready++;
  }
  return ready;
}

function readyContainers(statuses: readonly Content[]): number {
  let ready = 0;
  for (const status of statuses) {
    const state = status?.state;
    // A waiting or terminated state, should a status carry several, is looked at first.
    if (textOf(state?.waiting?.reason) !== '' || isPresent(state?.terminated)) continue;
    if (status?.ready === true && isPresent(state?.running)) ready++;
  }
  return ready;
}
