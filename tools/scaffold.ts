/** `npm run new check <id>`: a new check as a file that compiles, and whose tests fail until it is finished. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runStep } from './run-step.ts';

const root = join(import.meta.dirname, '..');
const [what, id = ''] = process.argv.slice(2);

if (what !== 'check' || !/^[a-z][a-z0-9-]{1,39}$/.test(id)) {
  console.error('npm run new check <id>: the id is kebab-case, at most 40 characters, and never renamed.');
  process.exit(2);
}
const file = join(root, 'src/core/checks', `${id}.check.ts`);
if (existsSync(file)) {
  console.error(`${file} is there already.`);
  process.exit(1);
}
writeFileSync(file, checkText(id));
console.log(`wrote src/core/checks/${id}.check.ts`);
console.log(
  'It is done when `npm run unit -- src/core/checks` passes: write its rules, its words, and examples that are flagged, that pass and that guard.',
);
process.exitCode = await runStep('node', ['tools/generate.ts'], { cwd: root });

function checkText(name: string): string {
  const constant = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return `import type { Check } from './check.ts';
import { type WorkloadRule, pass } from './rule.ts';
import { servedDeployment } from './service-example.ts';

const first: WorkloadRule = {
  id: 'first',
  title: 'what is wrong, as a short statement',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'workload',
  judge: () => pass,
};

/** What it finds, in one sentence. */
export const ${constant}: Check = {
  id: '${name}',
  title: 'What can happen',
  group: 'availability',
  explanation: 'What happens and why, in two to five sentences, for somebody who has not met it.',
  fix: 'What to change.',
  sources: [{ title: 'Kubernetes: the page that says it', url: 'https://kubernetes.io/docs/' }],
  replaces: [],
  rules: [first],
  examples: {
    flags: [
      {
        name: 'the case that was in the news',
        yaml: servedDeployment({}),
        expect: [{ rule: 'first', severity: 'warning', locator: 'containers[name=app]' }],
      },
    ],
    passes: [{ name: 'done right', yaml: servedDeployment({}) }],
    guards: [],
  },
};
`;
}
