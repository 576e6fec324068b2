import { describe, expect, test } from 'vitest';
import { sampleNowMs } from '../../../test/kit/sample-answer.ts';
import { samplePod } from '../../../test/kit/sample-pod.ts';
import { clusterFacts, SyntheticFleet } from '../../../test/kit/synthetic-fleet.ts';
import { HindsightError } from '../base/hindsight-error.ts';
import { type Random, seededRandom } from '../base/random.ts';
import { builtinById } from '../resources/builtin-resources.ts';
import type { ResourceDef } from '../resources/resource.ts';
import { answerQuery } from './answer-query.ts';
import { finish } from './finish.ts';
import { type FilterTerm, parseFilter } from './parse-filter.ts';
import { planQuery } from './plan-query.ts';
import { printFilter } from './print-filter.ts';
import { tableQuery } from './table-query.ts';

const seed = 'filters-1';
const columns = [
  'Status',
  'Restarts',
  'Age',
  'Ready',
  'Node',
  'Cluster',
  'Namespace',
  'Name',
  'Created',
  'Labels',
  'IP',
  'Problem',
  'Problem Since',
];
const isColumn = (name: string): boolean =>
  columns.some((column) => column.toLowerCase() === name.toLowerCase()) || /^(label|annotation):./i.test(name);
const operators = ['=', '!=', '<', '>', '<=', '>=', '~', '!~', '==', '=!', '!', '<>'];
const bits = [
  ...columns,
  ...operators,
  'problems',
  '!problems',
  'nonsense',
  'label:app',
  'label:',
  'annotation:x',
  'a',
  'Running',
  'CrashLoopBackOff',
  '2h',
  '1d12h',
  '5',
  '-1',
  '1e400',
  '2026-11-01',
  '1/2',
  '250m',
  '(',
  ')',
  '[',
  ']',
  '*',
  '+',
  '?',
  '^a|b$',
  '\\S',
  '\\pL',
  '(?i)x',
  '(?=x)',
  'x{1000}',
  '{',
  '}',
  '|',
  ',',
  '"',
  '\\',
  '"a,b"',
  '"a|b"',
  ' ',
  '  ',
  '\t',
  '\n',
  '\u00a0',
  'é',
  '\u0000',
  '\ud83d',
  '__proto__',
  'constructor',
  '<script>',
  '\x1b[2J',
  '%',
  '&',
  '#',
  ';',
];

function randomFilter(random: Random): string {
  return Array.from({ length: random.int(9) }, () => random.pick(bits)).join('');
}

/** A text that follows the grammar. */
function grammaticalFilter(random: Random): string {
  const value = (): string => {
    const text = Array.from({ length: random.int(3) + 1 }, () => random.pick(bits)).join('');
    return random.chance(0.5) ? `"${text.replace(/["\\]/g, '\\$&')}"` : text.replace(/[",|]/g, '');
  };
  const term = (): string => {
    if (random.chance(0.2)) return random.pick(['problems', '!problems', `problems=${value()}|${value()}`, `problems!=${value()}`]);
    if (random.chance(0.2)) return value();
    return `${random.pick(columns)}${random.pick(operators.slice(0, 8))}${Array.from({ length: random.int(3) + 1 }, value).join('|')}`;
  };
  return Array.from({ length: random.int(4) }, term).join(',');
}

/** What is left of terms without their places in the text. */
function meaning(terms: readonly FilterTerm[]): unknown {
  const texts = (values: readonly { readonly text: string }[]): readonly string[] => values.map(({ text }) => text);
  return terms.map((term) => {
    if (term.type === 'text') return { text: term.text };
    if (term.type === 'problems') return { negated: term.negated, reasons: texts(term.reasons) };
    return { column: term.column, operator: term.operator, values: texts(term.values), whole: term.whole };
  });
}

function parsed(text: string): readonly FilterTerm[] | undefined {
  try {
    return parseFilter(text, isColumn);
  } catch (error) {
    expect(error, JSON.stringify(text)).toBeInstanceOf(HindsightError);
    const { place } = error as HindsightError;
    expect(place?.offset, JSON.stringify(text)).toBeLessThan(Math.max(text.length, 1));
    return undefined;
  }
}

describe('printFilter', () => {
  test.each([
    ['Status=a|b', 'Status=a|b'],
    ['Status="a|b"', 'Status="a|b"'],
    [' Status = a b ', 'Status=a b'],
    ['x! =v', 'x! =v'],
    ['x< =v', 'x< =v'],
    ['Age< =1h', 'Age<"=1h"'],
    ['Name~^(a|b)$', 'Name~^(a|b)$'],
    ['"problems",problems', '"problems",problems'],
    ['problems!=A|"B,C"', '!problems=A|"B,C"'],
    ['"Status=x"', '"Status=x"'],
    ['crash loop', 'crash loop'],
  ])('%j', (text, expected) => {
    expect(printFilter(parseFilter(text, isColumn))).toBe(expected);
  });

  test(`parse, print and parse again is what parse was (seed ${seed})`, () => {
    const random = seededRandom(seed);
    let kept = 0;
    for (let i = 0; i < 20_000; i++) {
      const text = random.chance(0.5) ? randomFilter(random) : grammaticalFilter(random);
      const terms = parsed(text);
      if (terms === undefined) continue;
      const printed = printFilter(terms);
      const again = parsed(printed);
      expect(again && meaning(again), `seed ${seed}, ${JSON.stringify(text)} printed as ${JSON.stringify(printed)}`).toEqual(
        meaning(terms),
      );
      expect(printFilter(again ?? []), `seed ${seed}, ${JSON.stringify(text)}`).toBe(printed);
      kept++;
    }
    expect(kept).toBeGreaterThan(8000);
  });
});

test(`whatever is asked gets an answer or a mistake with its place (seed ${seed})`, () => {
  const random = seededRandom(`${seed}/answers`);
  const pods = builtinById.get('pods') as ResourceDef;
  const fleet = new SyntheticFleet([pods]);
  fleet.putCluster(clusterFacts('c-1'));
  fleet.openShard('c-1', pods);
  fleet.apply('c-1', 'pods', { upserts: [samplePod({ name: 'a' }), samplePod({ name: '__proto__', restarts: 3 })] });
  let answered = 0;
  for (let i = 0; i < 3000; i++) {
    const filter = random.chance(0.4) ? randomFilter(random) : grammaticalFilter(random);
    try {
      const query = tableQuery({ namespaces: ['_all'], resources: ['pods'], filter });
      const { tables } = finish(answerQuery(planQuery(query, fleet), fleet.view(), sampleNowMs));
      expect(tables).toHaveLength(1);
      answered++;
    } catch (error) {
      if (!(error instanceof HindsightError)) throw new Error(`seed ${seed}, filter ${JSON.stringify(filter)}`, { cause: error });
      expect(error.code, JSON.stringify(filter)).toBe('query-invalid');
    }
  }
  expect(answered).toBeGreaterThan(1000);
});
