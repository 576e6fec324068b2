import type { Command } from '../command.ts';
import { fleetFlags, placeFlags, serverFlags } from '../fleet-flags.ts';
import { namespacesFlag, noHeadersFlag, requireFlag, timeoutFlag } from '../question-flags.ts';

/** `hindsight search`: anything in the fleet by words. */
export const search: Command = {
  name: 'search',
  summary: 'Find anything in the fleet by words: names, labels, images, addresses, uids, messages.',
  usage: 'WORD…',
  flags: [
    {
      name: 'types',
      value: 'RESOURCES',
      repeatable: true,
      help: 'Only these resources, comma-separated: pods,nodes. Directly these are also what is read.',
    },
    namespacesFlag,
    { name: 'all-namespaces', short: 'A', help: 'All namespaces (the default).' },
    { name: 'selector', short: 'l', value: 'SELECTOR', help: 'Label selector: app=web,tier!=cache,env in (a,b).' },
    { name: 'limit', value: 'N', help: 'At most N results (default 100); counts are of all.' },
    { name: 'output', short: 'o', value: 'FORM', help: 'wide, json or name.' },
    noHeadersFlag,
    requireFlag,
    timeoutFlag,
    ...placeFlags,
    ...fleetFlags,
    ...serverFlags,
  ],
  examples: [
    { line: 'hindsight search 10.2.7.31 --types pods,services,nodes', answers: 'Who has this address' },
    { line: 'hindsight search nginx:1.25 --types pods -o name', answers: 'What runs this image' },
    { line: 'hindsight search price-feed ns:shop-* kind:deploy', answers: 'Deployments called so in some namespaces' },
    { line: 'hindsight search app=checkout --server http://127.0.0.1:8080', answers: 'Everything that is synced with this label' },
  ],
  async run(input) {
    const { runSearch } = await import('../run/run-search.ts');
    return runSearch(input);
  },
};
