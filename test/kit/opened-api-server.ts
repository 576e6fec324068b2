import { expect } from 'vitest';
import type { WatchEvent } from '../../src/core/kube/watch-event.ts';
import type { ApiFailure, ApiServer, ListItem, ListRequest, WatchRequest } from '../../src/edge/client/api-server.ts';
import type { ClusterTarget } from '../../src/edge/client/cluster-target.ts';
import { type OpenOptions, openApiServer } from '../../src/edge/client/open-api-server.ts';
import { type RawApiServer, type RawApiServerOptions, startRawApiServer } from './raw-api-server.ts';

/** The time of this machine. */
export const clock = { nowMs: () => Date.now() };
/** Never aborted. */
export const signal = new AbortController().signal;
const cleanups: (() => unknown)[] = [];

/** Closes something more when the test is over. */
export function closeLater(close: () => unknown): void {
  cleanups.push(close);
}

/** For `afterEach`: closes what the test opened, the last first. */
export async function closeOpened(): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}

/** A raw server for one test. */
export async function serve(handle: RawApiServerOptions['handle'], more: Partial<RawApiServerOptions> = {}): Promise<RawApiServer> {
  const server = await startRawApiServer({ handle, ...more });
  closeLater(() => server.close());
  return server;
}

/** A connection for one test. */
export function open(target: ClusterTarget, q: Partial<OpenOptions> = {}): ApiServer {
  const api = openApiServer(target, { userAgent: 'hindsight/test', clock, ...q });
  closeLater(() => api.close());
  return api;
}

/** The ApiFailure that a promise must end with. */
export async function failureOf(promise: Promise<unknown>): Promise<ApiFailure> {
  const failure = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({ name: 'ApiFailure' });
  return failure as ApiFailure;
}

/** A pod with managed fields and a password. */
export const pod = (n: number): unknown => ({
  metadata: {
    name: `pod-${n}`,
    namespace: 'default',
    uid: `uid-${n}`,
    resourceVersion: `${n}`,
    managedFields: [
      { manager: 'kubelet', operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: { 'f:status': { 'f:phase': {} } } },
    ],
  },
  spec: { containers: [{ name: 'main', env: [{ name: 'DB_PASSWORD', value: `hunter-${n}` }] }] },
});
/** A list of pods as an API server writes it. */
export const podList = (pods: readonly unknown[], metadata: object = {}): unknown => ({
  kind: 'PodList',
  apiVersion: 'v1',
  metadata: { resourceVersion: '99', ...metadata },
  items: pods,
});
/** The Status of an error. */
export const status = (code: number, reason: string, message: string, details = {}): unknown => ({
  kind: 'Status',
  code,
  reason,
  message,
  details,
});

/** A list that is being read. */
export function listing(api: ApiServer, q: Partial<ListRequest> = {}): { items: ListItem[]; done: ReturnType<ApiServer['list']> } {
  const items: ListItem[] = [];
  const done = api.list({
    path: '/api/v1/pods',
    resourceVersion: '0',
    signal,
    idleDeadlineMs: 5_000,
    onItems: (batch) => void items.push(...batch),
    ...q,
  });
  return { items, done };
}

/** A watch that is being read. */
export function watching(
  api: ApiServer,
  q: Partial<WatchRequest> = {},
): { events: WatchEvent[]; opened: Promise<void>; done: ReturnType<ApiServer['watch']> } {
  const events: WatchEvent[] = [];
  const { promise: opened, resolve } = Promise.withResolvers<void>();
  const done = api.watch({
    path: '/api/v1/pods',
    resourceVersion: '1',
    timeoutSeconds: 300,
    signal,
    onOpen: resolve,
    onEvents: (batch) => void events.push(...batch),
    ...q,
  });
  return { events, opened, done };
}
