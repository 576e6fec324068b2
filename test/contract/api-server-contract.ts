import { afterAll, beforeAll, describe, test } from 'vitest';
import { runCase } from './case-context.ts';
import { clientCases } from './client-cases.ts';
import type { ContractCase, ContractServer } from './contract-server.ts';
import { customResourceCases, discoveryCases } from './discovery-cases.ts';
import { lifeCases } from './life-cases.ts';
import { listCases, pageCases } from './list-cases.ts';
import { logCases } from './log-cases.ts';
import { accessCases, protocolCases } from './protocol-cases.ts';
import { selectorCases } from './selector-cases.ts';
import { tableCases } from './table-cases.ts';
import { bookmarkCases, watchCases } from './watch-cases.ts';
import { writeCases } from './write-cases.ts';

/** Every fact that Hindsight relies on, in the order in which they are tried. */
export const contractCases: readonly ContractCase[] = [
  ...discoveryCases,
  ...listCases,
  ...selectorCases,
  ...watchCases,
  ...bookmarkCases,
  ...tableCases,
  ...protocolCases,
  ...accessCases,
  ...writeCases,
  ...customResourceCases,
  ...pageCases,
  ...clientCases,
  ...logCases,
  ...lifeCases,
];

/**
 * Declares a test for each fact against one server. A fact in `differences` is one that this server breaks on purpose, with the
 * reason: its test passes only while the server does break it, so that the table cannot outlive the difference.
 */
export function testContract(start: () => Promise<ContractServer>, differences: Readonly<Record<string, string>> = {}): void {
  let server: ContractServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server?.stop());
  const unknown = Object.keys(differences).filter((id) => !contractCases.some((contractCase) => contractCase.id === id));
  if (unknown.length > 0) throw new Error(`differences name facts that are none: ${unknown.join('; ')}`);
  describe('facts', () => {
    for (const contractCase of contractCases) {
      const reason = differences[contractCase.id];
      if (reason === undefined) test(contractCase.id, () => runCase(server, contractCase));
      else test.fails(`${contractCase.id} [differs on purpose: ${reason}]`, () => runCase(server, contractCase));
    }
  });
}
