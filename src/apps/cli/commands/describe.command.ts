import type { Command } from '../command.ts';
import { fleetFlags, placeFlags, serverFlags } from '../fleet-flags.ts';
import { allNamespacesFlag, namespacesFlag, timeoutFlag } from '../question-flags.ts';

/** `hindsight describe`: everything worth saying about an object, wherever it is. */
export const describe: Command = {
  name: 'describe',
  summary: 'Say everything about an object that helps at night: state, problems, containers, what it owns, events.',
  usage: 'RESOURCE NAME… | RESOURCE/NAME… | RESOURCE -l SELECTOR',
  flags: [
    namespacesFlag,
    allNamespacesFlag,
    { name: 'selector', short: 'l', value: 'SELECTOR', help: 'Label selector, instead of names.' },
    { name: 'filter', value: 'FILTER', help: "Filter over columns, instead of names: 'problems', 'Status=Pending'." },
    { name: 'output', short: 'o', value: 'FORM', help: 'json: the same sections as data, for a script.' },
    { name: 'limit', value: 'N', help: 'At most N objects (default 100).' },
    timeoutFlag,
    ...placeFlags,
    ...fleetFlags,
    ...serverFlags,
  ],
  examples: [
    { line: 'hindsight describe pod price-feed-7c9d8-x2', answers: 'A pod by name, in whichever cluster it is' },
    { line: 'hindsight describe deploy/checkout -n shop --clusters "shop-prod-*"', answers: 'One deployment in several clusters' },
    { line: 'hindsight describe pods -n shop --filter problems --limit 3', answers: 'The first three pods that have a problem' },
  ],
  async run(input) {
    const { runDescribe } = await import('../run/run-describe.ts');
    return runDescribe(input);
  },
};
