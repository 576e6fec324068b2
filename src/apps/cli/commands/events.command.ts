import type { Command } from '../command.ts';
import { fleetFlags, placeFlags, serverFlags } from '../fleet-flags.ts';
import { allNamespacesFlag, namespacesFlag, noHeadersFlag, requireFlag, timeoutFlag } from '../question-flags.ts';

/** `hindsight events`: what the clusters say happens, over the whole fleet. */
export const events: Command = {
  name: 'events',
  summary: 'Print what happens in all clusters, grouped by reason and object, the newest last.',
  usage: '',
  flags: [
    namespacesFlag,
    allNamespacesFlag,
    { name: 'for', value: 'KIND/NAME', help: 'Only events about this object: pod/web-1, deploy/checkout, node/n7.' },
    { name: 'types', value: 'TYPES', repeatable: true, help: 'Only these types: Warning, Normal.' },
    { name: 'filter', value: 'FILTER', help: "Filter over columns: 'Reason=BackOff|Unhealthy,Last Seen<10m', or free text." },
    { name: 'each', help: 'Every event on its own line, not grouped.' },
    { name: 'limit', value: 'N', help: 'At most the newest N lines.' },
    { name: 'output', short: 'o', value: 'FORM', help: 'json or yaml (the events themselves), tsv, csv or md.' },
    noHeadersFlag,
    { name: 'watch', short: 'w', help: 'Go on printing events as they come, until Ctrl-C.' },
    requireFlag,
    timeoutFlag,
    ...placeFlags,
    ...fleetFlags,
    ...serverFlags,
  ],
  examples: [
    { line: 'hindsight events --types Warning --limit 30', answers: 'The thirty latest complaints of the fleet' },
    { line: 'hindsight events --for deploy/checkout -n shop', answers: 'What was said about one deployment, in every cluster that has it' },
    { line: "hindsight events -w --filter 'Reason=FailedScheduling'", answers: 'Pods that find no node, as it happens' },
  ],
  async run(input) {
    const { runEvents } = await import('../run/run-events.ts');
    return runEvents(input);
  },
};
