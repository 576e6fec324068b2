import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listPath } from '../../../src/core/kube/api-resource.ts';
import { builtinById } from '../../../src/core/resources/builtin-resources.ts';
import { resourceList } from '../../../src/core/resources/registry.gen.ts';
import type { ResourceDef } from '../../../src/core/resources/resource.ts';
import { type RealApiServer, startRealApiServer } from '../../kit/real-api-server.ts';
import { certificateObjects } from './certificate-objects.ts';
import { clusterObjects } from './cluster-objects.ts';
import { type CellDifference, compareTable } from './compare-tables.ts';
import { coreObjects } from './core-objects.ts';
import { createCustomObjects, customResources } from './custom-objects.ts';
import { nodeObjects } from './node-objects.ts';
import { createParityObject } from './parity-object.ts';
import { podObjects } from './pod-objects.ts';
import { workloadObjects } from './workload-objects.ts';

/** Cells that are not the server's on purpose: `plural.group Column`, and why. */
const explained: Readonly<Record<string, string>> = {};

const objects = [...nodeObjects, ...podObjects, ...coreObjects, ...workloadObjects, ...clusterObjects, ...certificateObjects];

let server: RealApiServer;

beforeAll(async () => {
  server = await startRealApiServer();
  for (const name of ['parity', 'quota']) await namespace(name);
  const failures: string[] = [];
  const note = (what: string) => (error: Error) => failures.push(`${what}: ${error.message}`);
  for (const object of objects) await createParityObject(server, object).catch(note(`${object.resource} ${object.name}`));
  await createCustomObjects(server).catch(note('custom objects'));
  expect(failures).toEqual([]);
});
afterAll(() => server?.stop());

async function namespace(name: string): Promise<void> {
  await server.must('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
}

describe('parity with the Table of a real API server', () => {
  const total = { cells: 0, resources: 0 };
  const differences: CellDifference[] = [];
  // Metrics are served by an extension of the API server, whose columns a bare one cannot print.
  const printed = resourceList.filter(({ id }) => !id.endsWith('.metrics.k8s.io'));
  const all: readonly ResourceDef[] = [...printed, ...customResources];

  test.each(all.map((resource) => [resource.id, resource] as const))('%s', async (_id, resource) => {
    const comparison = await compareTable(server.target('admin'), listPath(resource), resource);
    total.cells += comparison.cells;
    total.resources++;
    differences.push(...comparison.differences);
    const unexplained = comparison.differences.filter((difference) => explained[difference.column] === undefined);
    expect(unexplained.map((difference) => difference.text)).toEqual([]);
    expect(comparison.rows).toBeGreaterThan(0);
  });

  test('a column that is wrong would have been found', async () => {
    const pods = builtinById.get('pods') as ResourceDef;
    const columns = pods.columns.map((column) => (column.name === 'Status' ? { ...column, value: () => 'Running' } : column));
    const comparison = await compareTable(server.target('admin'), listPath(pods), { ...pods, columns });
    expect(comparison.differences.length).toBeGreaterThan(10);
  });

  test('what it came to', () => {
    console.log(`parity: ${total.cells - differences.length} cells of ${total.resources} resources equal, ${differences.length} differ`);
    const stale = Object.keys(explained).filter((column) => !differences.some((difference) => difference.column === column));
    expect(stale).toEqual([]);
  });
});
