// biome-ignore-all lint/suspicious/noExplicitAny: the content of an object is whatever was written
import type { Container } from './workload.ts';

/** What a probe asks, with named ports resolved in its container: equal texts ask the same. Undefined when it asks nothing. */
export function probeHandler(probe: any, container: Container): string | undefined {
  if (probe?.httpGet !== undefined) {
    const { path = '/', port, scheme = 'HTTP', host = '', httpHeaders = [] } = probe.httpGet ?? {};
    return JSON.stringify(['http', path, portNumber(port, container), scheme, host, httpHeaders]);
  }
  if (probe?.tcpSocket !== undefined)
    return JSON.stringify(['tcp', portNumber(probe.tcpSocket?.port, container), probe.tcpSocket?.host ?? '']);
  if (probe?.grpc !== undefined) return JSON.stringify(['grpc', probe.grpc?.port, probe.grpc?.service ?? '']);
  if (probe?.exec !== undefined) return JSON.stringify(['exec', probe.exec?.command ?? []]);
  return undefined;
}

/** The number behind a port's name in this container; the name itself where there is none. */
export function portNumber(port: unknown, { spec }: Container): unknown {
  if (typeof port !== 'string') return port;
  const ports: readonly any[] = Array.isArray(spec.ports) ? spec.ports : [];
  return ports.find(({ name } = {}) => name === port)?.containerPort ?? port;
}

/** Seconds of failing after which a probe acts. The probe has its defaults. */
export function secondsToFail(probe: { readonly periodSeconds: number; readonly failureThreshold: number }): number {
  return probe.periodSeconds * probe.failureThreshold;
}
