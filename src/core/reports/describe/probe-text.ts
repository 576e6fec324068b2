import { fieldsOf, itemsOf, numberOf, textOf } from '../../resources/content.ts';

/** A probe in one line: what it does, how often, when it gives up; empty where there is none. Source: k8s.io/api core/v1 Probe and its defaults. */
export function probeText(each: unknown): string {
  if (typeof each !== 'object' || each === null) return '';
  const probe = fieldsOf(each);
  const delay = numberOf(probe.initialDelaySeconds);
  const parts = [
    actionText(probe),
    delay > 0 ? `after ${delay}s` : '',
    `every ${numberOf(probe.periodSeconds) || 10}s`,
    `timeout ${numberOf(probe.timeoutSeconds) || 1}s`,
    `fails after ${numberOf(probe.failureThreshold) || 3}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function actionText({ httpGet, tcpSocket, exec, grpc }: ReturnType<typeof fieldsOf>): string {
  if (httpGet !== undefined) {
    const { scheme, host, port, path } = fieldsOf(httpGet);
    return `GET ${(textOf(scheme) || 'HTTP').toLowerCase()}://${textOf(host)}:${String(port ?? '')}${textOf(path)}`;
  }
  if (tcpSocket !== undefined) return `connect to :${String(fieldsOf(tcpSocket).port ?? '')}`;
  if (grpc !== undefined) return `gRPC health on :${String(fieldsOf(grpc).port ?? '')}`;
  return exec === undefined ? 'unknown action' : `run ${itemsOf(fieldsOf(exec).command).map(String).join(' ')}`;
}
