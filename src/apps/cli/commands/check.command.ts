import type { Command } from '../command.ts';
import { fleetFlags } from '../fleet-flags.ts';

/** `hindsight check`: manifests or live clusters, judged by the failure stories of others. */
export const check: Command = {
  name: 'check',
  summary: 'Judge manifests or clusters by checks that public outages taught: could it happen to us?',
  usage: '[PATH…] [--live]',
  flags: [
    {
      name: 'output',
      short: 'o',
      value: 'FORM[=FILE]',
      repeatable: true,
      help: 'table, json, sarif, junit, github, gitlab, markdown or html; several at once, each to a file.',
    },
    { name: 'fail-on', value: 'SEVERITY', help: 'Exit 1 from here on: critical (default), warning, info or never.' },
    { name: 'only', value: 'CHECKS', repeatable: true, help: 'Only these checks or rules: cronjob-overlap,requests-missing/memory.' },
    { name: 'skip', value: 'CHECKS', repeatable: true, help: 'All but these.' },
    { name: 'severity', value: 'CHECK=SEVERITY', repeatable: true, help: 'Another severity for a check or rule; off leaves it out.' },
    { name: 'target-version', value: '1.N', help: 'The Kubernetes version that the manifests are meant for.' },
    { name: 'complete', help: 'The input is all there is: what it does not hold does not exist.' },
    {
      name: 'live',
      help: 'Judge the clusters of the kubeconfig instead of files (what a server has judged: `hindsight findings --server`).',
    },
    { name: 'diff', value: 'GIT-REF', help: 'Only what has become worse since that commit or branch.' },
    { name: 'baseline', value: 'FILE', help: 'Only what this baseline does not know.' },
    { name: 'write-baseline', value: 'FILE', help: 'Write all findings as the baseline, and exit 0.' },
    { name: 'suppressions', value: 'FILE', help: 'Accepted findings (default: hindsight.suppressions.yaml, where there is one).' },
    { name: 'values', value: 'FILE', repeatable: true, help: 'Values files for Helm charts.' },
    { name: 'plugin', value: 'FILE', repeatable: true, help: 'Further checks, exported by a file of yours: ./x.check.js.' },
    { name: 'explain', value: 'CHECK', help: 'Print the page of a check, and judge nothing.' },
    { name: 'all', help: 'Every place in the table, not only the first few of each cause.' },
    { name: 'allow-empty', help: 'It is fine when there is nothing to judge: exit 0 instead of 3.' },
    { name: 'show-suppressed', help: 'Accepted findings too, with the reason.' },
    { name: 'timeout', value: 'SECONDS', help: 'Longest wait for a cluster (default 30).' },
    ...fleetFlags,
    { name: 'server', value: 'URL', hidden: true, help: 'Refused: `hindsight findings --server` has what a server judged.' },
  ],
  examples: [
    { line: 'hindsight check k8s/', answers: 'Everything below a folder; overlays and charts are rendered' },
    { line: 'helm template charts/web | hindsight check -', answers: 'What a chart renders to' },
    {
      line: 'hindsight check k8s/ --context shop-prod-1',
      answers: 'The same, with what that cluster has as context: would it break there?',
    },
    { line: 'hindsight check . --diff origin/main -o github -o sarif=out.sarif', answers: 'A pull request: only what it makes worse' },
    { line: 'hindsight check --live --context "shop-*"', answers: 'Clusters as they are now' },
  ],
  async run(input) {
    const { runCheck } = await import('../run/run-check.ts');
    return runCheck(input);
  },
};
