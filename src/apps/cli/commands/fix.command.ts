import type { Command } from '../command.ts';

/** `hindsight fix`: the changes that checks can compute, made in the files. */
export const fix: Command = {
  name: 'fix',
  summary: 'Mend manifests where the change can be computed: shows a diff, and writes it with --write.',
  usage: 'PATH…',
  flags: [
    { name: 'write', help: 'Write the files. Without it only the diff is shown.' },
    { name: 'only', value: 'CHECKS', repeatable: true, help: 'Only what these checks or rules say.' },
    { name: 'skip', value: 'CHECKS', repeatable: true, help: 'All but these.' },
    {
      name: 'severity',
      value: 'CHECK=SEVERITY',
      repeatable: true,
      hidden: true,
      help: 'As for `hindsight check`; off leaves a check out.',
    },
    { name: 'target-version', value: '1.N', help: 'The Kubernetes version that the manifests are meant for.' },
    { name: 'complete', help: 'The input is all there is: what it does not hold does not exist.' },
    {
      name: 'config',
      value: 'FILE',
      help: 'Configuration (default: ~/.config/hindsight/hindsight.yaml, then /etc/hindsight/hindsight.yaml).',
    },
    { name: 'suppressions', value: 'FILE', help: 'Accepted findings (default: hindsight.suppressions.yaml, where there is one).' },
  ],
  examples: [
    { line: 'hindsight fix k8s/', answers: 'What could be mended, as a diff' },
    { line: 'hindsight fix k8s/export.yaml --only cronjob-overlap --write', answers: 'One check, one file, written' },
  ],
  async run(input) {
    const { runFix } = await import('../run/run-fix.ts');
    return runFix(input);
  },
};
