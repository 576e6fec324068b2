import type { Command } from '../command.ts';
import { fleetFlags, serverFlags } from '../fleet-flags.ts';

/** `hindsight get`: kubectl's table, over every cluster. */
export const get: Command = {
  name: 'get',
  summary: 'Print objects of all clusters as one table, as kubectl does for one.',
  usage: 'RESOURCE[,RESOURCE…] [NAME…] | RESOURCE/NAME…',
  flags: [
    { name: 'namespace', short: 'n', value: 'NAMES', repeatable: true, help: 'Namespaces, comma-separated; globs allowed.' },
    { name: 'all-namespaces', short: 'A', help: 'All namespaces (the default as soon as several clusters are asked).' },
    { name: 'selector', short: 'l', value: 'SELECTOR', help: 'Label selector: app=web,tier!=cache,env in (a,b).' },
    { name: 'filter', value: 'FILTER', help: "Filter over columns: 'Status!=Running,Restarts>100,Age<2h', or free text." },
    { name: 'label-columns', short: 'L', value: 'KEYS', repeatable: true, help: 'Labels shown as columns, comma-separated.' },
    { name: 'show-labels', help: 'All labels as one column.' },
    { name: 'hide-columns', value: 'NAMES', repeatable: true, help: 'Columns to leave out, by exact name.' },
    { name: 'sort-by', value: 'COLUMNS', help: 'Columns to sort by: Restarts:desc,Name.' },
    { name: 'limit', value: 'N', help: 'At most N rows, after sorting.' },
    { name: 'output', short: 'o', value: 'FORM', help: 'wide, json, yaml, name, tsv or csv.' },
    { name: 'no-headers', help: 'Leave the heading line out.' },
    { name: 'watch', short: 'w', help: 'Go on printing rows as they change, until Ctrl-C.' },
    { name: 'require', value: 'PERCENT', help: 'Exit 3 unless this share of the clusters answered, e.g. 100%.' },
    { name: 'timeout', value: 'SECONDS', help: 'Longest wait for a cluster (default 15).' },
    ...fleetFlags,
    ...serverFlags,
  ],
  examples: [
    { line: 'hindsight get nodes', answers: 'Every node of every cluster' },
    { line: "hindsight get pods -A --filter 'Status!=Running,Status!=Completed'", answers: 'Every pod that is neither running nor done' },
    {
      line: 'hindsight get pods -n kube-system -l k8s-app=kube-dns -o wide --context "prod-*"',
      answers: 'CoreDNS in the production clusters',
    },
    { line: 'hindsight get pods -A --sort-by Restarts:desc --limit 20', answers: 'The twenty pods that restarted most' },
    { line: 'hindsight get deploy,sts -n shop -o csv > shop.csv', answers: 'A spreadsheet of one namespace over all clusters' },
  ],
  async run(input) {
    const { runGet } = await import('../run/run-get.ts');
    return runGet(input);
  },
};
