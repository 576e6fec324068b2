import type { Command } from '../command.ts';
import { fleetFlags, placeFlags, serverFlags } from '../fleet-flags.ts';
import { allNamespacesFlag, namespacesFlag, noHeadersFlag, requireFlag, timeoutFlag } from '../question-flags.ts';

/** `hindsight get`: kubectl's table, over every cluster. */
export const get: Command = {
  name: 'get',
  summary: 'Print objects of all clusters as one table, as kubectl does for one.',
  usage: 'RESOURCE[,RESOURCE…] [NAME…] | RESOURCE/NAME…',
  flags: [
    namespacesFlag,
    allNamespacesFlag,
    { name: 'selector', short: 'l', value: 'SELECTOR', help: 'Label selector: app=web,tier!=cache,env in (a,b).' },
    { name: 'field-selector', value: 'SELECTOR', help: 'Field selector: spec.nodeName=node-7,status.phase!=Running.' },
    { name: 'filter', value: 'FILTER', help: "Filter over columns: 'Status!=Running,Restarts>100,Age<2h', or free text." },
    { name: 'label-columns', short: 'L', value: 'KEYS', repeatable: true, help: 'Labels shown as columns, comma-separated.' },
    { name: 'show-labels', help: 'All labels as one column, the last.' },
    {
      name: 'custom-columns',
      value: 'COLUMNS',
      repeatable: true,
      help: "Columns made by JMESPath: 'Image=spec.containers[*].image;Node=spec.nodeName'.",
    },
    { name: 'customcols', value: 'COLUMNS', repeatable: true, hidden: true, help: 'The same, by the name that addresses have for it.' },
    { name: 'join', value: 'NAMES', repeatable: true, help: 'Join metrics (usage of pods and nodes), nodes, or namespaces.' },
    {
      name: 'count-by',
      value: 'COLUMNS',
      repeatable: true,
      help: 'Count rows per value of these columns instead of listing them: Status,Cluster.',
    },
    { name: 'hide-columns', value: 'NAMES', repeatable: true, help: 'Columns to leave out, by exact name.' },
    {
      name: 'sort-by',
      value: 'COLUMNS',
      help: 'Columns to sort by: Restarts:desc,Name; or a path as kubectl takes it: .status.startTime.',
    },
    { name: 'limit', value: 'N', help: 'At most N rows, after sorting.' },
    {
      name: 'output',
      short: 'o',
      value: 'FORM',
      help: 'wide, json, yaml, name, tsv, csv, md, jsonpath=…, jsonpath-file=…, custom-columns=… or custom-columns-file=….',
    },
    noHeadersFlag,
    { name: 'watch', short: 'w', help: 'Go on printing rows as they change, until Ctrl-C.' },
    requireFlag,
    { name: 'explain', help: 'Say on stderr which steps the answer took, with rows and microseconds.' },
    timeoutFlag,
    ...placeFlags,
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
    { line: 'hindsight get pods -A --filter problems --channel beta -o md', answers: 'What is broken in beta right now, for a ticket' },
    { line: 'hindsight get pods -A --count-by Status', answers: 'How many pods are in which state' },
    {
      line: `hindsight get pods -n shop -o jsonpath='{range .items[*]}{.metadata.name}{"\\t"}{.status.podIP}{"\\n"}{end}'`,
      answers: 'Templates as kubectl has them',
    },
    { line: 'hindsight get deploy,sts -n shop -o csv > shop.csv', answers: 'A spreadsheet of one namespace over all clusters' },
  ],
  async run(input) {
    const { runGet } = await import('../run/run-get.ts');
    return runGet(input);
  },
};
