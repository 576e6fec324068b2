import type { Check, Example, FlaggedExample } from '../../../core/checks/check.ts';
import type { Finding } from '../../../core/checks/finding.ts';
import { judgeInventory } from '../../../core/checks/judge-inventory.ts';
import { ObjectInventory } from '../../../core/checks/object-inventory.ts';
import { checkList } from '../../../core/checks/registry.gen.ts';
import { checkById } from '../../../core/checks/select-checks.ts';
import { finish } from '../../../core/query/finish.ts';
import { visibleText } from '../../../core/reports/visible-text.ts';
import { sha256 } from '../../../edge/manifests/check.ts';
import { readManifests } from '../../../edge/manifests/read-manifests.ts';
import type { CommandInput } from '../command.ts';
import { checksOfInput } from './checks-of-input.ts';

/** Judges the examples of checks, and says which do not give what they should. Without names: those of the house and of plugins. Exit 1 when one fails. */
export async function runChecksTest(input: CommandInput, ids: readonly string[]): Promise<number> {
  const { terminal } = input;
  const { all } = await checksOfInput(input);
  const own = new Set(checkList.map(({ id }) => id));
  const asked = ids.length > 0 ? ids.map((id) => checkById(all, id)) : all.filter(({ id }) => !own.has(id));
  const results = asked.flatMap((check) => examplesOf(check).map((example) => ({ check, example, wrong: failureOf(check, example) })));
  for (const { check, example, wrong } of results)
    await terminal.write(
      visibleText(
        `${wrong === undefined ? 'ok  ' : 'FAIL'}  ${check.id}: ${example.name}${wrong === undefined ? '' : `: ${wrong}`}`,
      ).concat('\n'),
    );
  const failed = results.filter(({ wrong }) => wrong !== undefined).length;
  if (results.length === 0) terminal.note('There is no check of the house (checks.custom of the configuration) and no --plugin.');
  else terminal.note(`${results.length} examples of ${asked.length} ${asked.length === 1 ? 'check' : 'checks'}, ${failed} wrong.`);
  return failed > 0 ? 1 : 0;
}

function examplesOf({ examples }: Check): readonly (Example | FlaggedExample)[] {
  return [...examples.flags, ...examples.passes, ...examples.guards];
}

/** What is wrong with an example; undefined when it gives what it should. */
function failureOf(check: Check, example: Example | FlaggedExample): string | undefined {
  const { objects, unread } = readManifests([{ file: example.name, text: example.yaml, named: true }]);
  const [broken] = unread;
  if (broken !== undefined) return broken.reason;
  if (objects.length === 0) return 'it holds no object';
  const mode = example.mode ?? 'manifest';
  const minor = example.target === undefined ? undefined : Number(example.target.split('.')[1]);
  const inventory = new ObjectInventory(
    objects.map(({ object }) => object),
    {
      name: 'example',
      mode,
      nowMs: Date.parse(example.now ?? '2026-11-20T12:00:00Z'),
      complete: mode === 'live' || example.complete === true,
      ...(minor === undefined ? {} : { minor }),
    },
  );
  const { findings, unevaluated } = finish(judgeInventory({ inventory, checks: [check], hash: sha256 }));
  const [unknown] = unevaluated;
  if (unknown !== undefined) return unknown.reason;
  return difference(
    findings.map(nameOf),
    'expect' in example ? example.expect.map(({ rule, severity, locator }) => `${rule} ${severity} at ${locator}`) : [],
  );
}

function nameOf({ rule, severity, locator }: Finding): string {
  return `${rule} ${severity} at ${locator}`;
}

function difference(found: readonly string[], expected: readonly string[]): string | undefined {
  const missing = expected.filter((one) => !found.includes(one));
  const extra = found.filter((one) => !expected.includes(one));
  if (missing.length + extra.length === 0) return undefined;
  return [...missing.map((one) => `not found: ${one}`), ...extra.map((one) => `found: ${one}`)].join('; ');
}
