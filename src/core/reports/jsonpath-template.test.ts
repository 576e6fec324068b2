import { describe, expect, test } from 'vitest';
import { HindsightError } from '../base/hindsight-error.ts';
import { compileJsonPathTemplate } from './jsonpath-template.ts';

const list = {
  kind: 'List',
  items: [
    { metadata: { name: 'a', labels: { app: 'x', b: '<1>' } }, status: { n: 2, ok: true, nothing: null, ports: [80, 443] } },
    {
      metadata: { name: 'b' },
      status: {
        n: 2.5,
        containers: [
          { name: 'c', image: 'i' },
          { name: 'd', image: 'j' },
        ],
      },
    },
  ],
};
const write = (template: string): string => compileJsonPathTemplate(template)(list);

describe('compileJsonPathTemplate', () => {
  // What kubectl 1.37 prints for the same list.
  test.each<[string, string]>([
    ['{.items[*].metadata.name}', 'a b'],
    ['{.items[*].metadata.name}{"\\n"}', 'a b\n'],
    ['plain text', 'plain text'],
    ['{range .items[*]}{.metadata.name}{"\\t"}{.status.n}{"\\n"}{end}', 'a\t2\nb\t2.5\n'],
    ['{range .items[*]}{@.metadata.name}, {end}done', 'a, b, done'],
    ['{range .items[*]}[{range .status.containers[*]}{.name}={.image} {end}]{end}', '[][c=i d=j ]'],
    ['{.items[0].metadata.labels}', '{"app":"x","b":"\\u003c1\\u003e"}'],
    ['{.items[0].status.ports}', '[80,443]'],
    ['{.items[0].status.ok} {.items[0].status.nothing} {.items[0].status.missing}.', 'true null .'],
    ['{.items[?(@.metadata.name=="b")].status.n}', '2.5'],
    ["{.items[0]['metadata.name', 'status.n']}", 'a 2'],
    ['{range .nothing[*]}x{end}y', 'y'],
    ['{"}"}{\'{\'}', '}{'],
    ['', ''],
  ])('%s', (template, text) => expect(write(template)).toBe(text));

  test('values pass through `show`, the text of the template does not', () => {
    const show = (text: string): string => `<${text}>`;
    expect(compileJsonPathTemplate('a{"\\n"}{.kind}', { show })(list)).toBe('a\n<List>');
  });

  test.each<[string, number, string]>([
    ['{range .items[*]}{.a}', 21, 'without {end}'],
    ['{.a}{end}', 5, 'no range'],
    ['ab{.a', 2, 'brace without its end'],
    ['{"a}', 0, 'quote without its end'],
    ['{.a} {.b[x]}', 9, 'neither index'],
    ['{if .a}', 1, 'unexpected'],
  ])('%s is a mistake at %d', (template, offset, words) => {
    const error = (() => {
      try {
        compileJsonPathTemplate(template);
      } catch (caught) {
        return caught;
      }
      return undefined;
    })();
    expect(error).toBeInstanceOf(HindsightError);
    expect((error as HindsightError).message).toContain(words);
    expect((error as HindsightError).place).toMatchObject({ text: template, offset });
  });

  test('a hostile key is a key', () => {
    const object = JSON.parse('{"a":{"__proto__":{"x":1},"10":1,"9":2}}');
    expect(compileJsonPathTemplate('{.a}')(object)).toBe('{"10":1,"9":2,"__proto__":{"x":1}}');
  });
});
