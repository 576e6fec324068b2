import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { median } from './statistics.ts';

/** How fast this machine is right now, so that times can be held against budgets that were set on another. */
export interface MachineSpeed {
  /** `JSON.parse` of pod-like objects, MB/s. */
  readonly jsonParseMBps: number;
  /** SHA-256 of 64 bytes, operations per millisecond. */
  readonly hashesPerMs: number;
  /** One HTTP request to a server in this process, ms. */
  readonly roundTripMs: number;
}

/** Measures the machine; takes about two seconds. */
export async function calibrate(): Promise<MachineSpeed> {
  return { jsonParseMBps: jsonParseSpeed(), hashesPerMs: hashSpeed(), roundTripMs: await roundTrip() };
}

/**
 * How much slower this machine is than the reference, at least 1: the mean of the three ratios' logarithms, so that one noisy figure does not decide.
 */
export function slowness(now: MachineSpeed, reference: MachineSpeed): number {
  const ratios = [
    reference.jsonParseMBps / now.jsonParseMBps,
    reference.hashesPerMs / now.hashesPerMs,
    now.roundTripMs / reference.roundTripMs,
  ];
  return Math.max(1, Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length));
}

function jsonParseSpeed(): number {
  const pod = JSON.stringify({
    metadata: { name: 'web-7d4b9c6f5-x2x4z', namespace: 'shop', labels: { app: 'web', team: 'shop' }, uid: '3b1f' },
    spec: {
      containers: Array.from({ length: 3 }, (_, i) => ({
        name: `c${i}`,
        image: `registry.example/web:${i}`,
        env: [{ name: 'A', value: 'b' }],
      })),
    },
    status: { phase: 'Running', podIP: '10.2.3.4', conditions: Array.from({ length: 5 }, (_, i) => ({ type: `T${i}`, status: 'True' })) },
  });
  const rounds = Array.from({ length: 7 }, () => {
    const started = performance.now();
    let bytes = 0;
    while (bytes < 8_000_000) {
      JSON.parse(pod);
      bytes += pod.length;
    }
    return bytes / 1000 / (performance.now() - started);
  });
  return median(rounds);
}

function hashSpeed(): number {
  const block = Buffer.alloc(64, 1);
  const rounds = Array.from({ length: 7 }, () => {
    const started = performance.now();
    for (let i = 0; i < 20_000; i++) createHash('sha256').update(block).digest();
    return 20_000 / (performance.now() - started);
  });
  return median(rounds);
}

async function roundTrip(): Promise<number> {
  const server = createServer((_request, response) => response.end('ok'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const samples: number[] = [];
  for (let i = 0; i < 300; i++) {
    const started = performance.now();
    await (await fetch(url)).text();
    samples.push(performance.now() - started);
  }
  server.closeAllConnections();
  server.close();
  return median(samples.slice(100));
}
