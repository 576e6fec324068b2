import type { Command } from '../command.ts';
import { fleetFlags, placeFlags, serverFlags } from '../fleet-flags.ts';
import { allNamespacesFlag, namespacesFlag, noHeadersFlag, requireFlag, timeoutFlag } from '../question-flags.ts';

/** `hindsight top`: what pods and nodes use, beside what they asked for. */
export const top: Command = {
  name: 'top',
  summary: 'Print what pods or nodes use now, beside requests, limits or what is allocatable, the greatest first.',
  usage: 'pods|nodes [NAME…]',
  flags: [
    namespacesFlag,
    allNamespacesFlag,
    { name: 'selector', short: 'l', value: 'SELECTOR', help: 'Label selector: app=web,tier!=cache.' },
    { name: 'filter', value: 'FILTER', help: "Filter over columns: 'Memory Usage>1Gi', 'CPU Usage>=500m'." },
    {
      name: 'sort-by',
      value: 'COLUMN',
      help: 'cpu (default), memory, cpu%, memory% (of requests, or of what is allocatable), or a column as in get.',
    },
    { name: 'limit', value: 'N', help: 'At most N rows, after sorting.' },
    { name: 'output', short: 'o', value: 'FORM', help: 'tsv, csv, md or name.' },
    noHeadersFlag,
    requireFlag,
    timeoutFlag,
    ...placeFlags,
    ...fleetFlags,
    ...serverFlags,
  ],
  examples: [
    { line: 'hindsight top pods -A --sort-by memory --limit 20', answers: 'The twenty pods of the fleet that use most memory' },
    { line: 'hindsight top nodes --sort-by cpu% --channel stable', answers: 'The busiest nodes of one channel' },
    { line: "hindsight top pods -n shop -l app=checkout --clusters 'shop-prod-*'", answers: 'One application, in all its clusters' },
  ],
  async run(input) {
    const { runTop } = await import('../run/run-top.ts');
    return runTop(input);
  },
};
