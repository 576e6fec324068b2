import { expect, test } from 'vitest';
import { jsonPathAsJmesPath } from './jsonpath-as-jmespath.ts';

test.each<[string, string]>([
  ['.status.startTime', 'status.startTime'],
  ['.spec.containers[0].image', 'spec.containers[0].image'],
  ['.spec.containers[-1]', 'spec.containers[-1]'],
  ['.spec.containers[*].image', 'spec.containers[*].image'],
  ['.spec.containers[1:3].image', 'spec.containers[1:3].image'],
  [".metadata.labels['app\\.kubernetes\\.io/name']", 'metadata.labels."app.kubernetes.io/name"'],
  ['.metadata.labels.*', 'metadata.labels.*'],
  ['.status.conditions[?(@.type=="Ready")].status', "status.conditions[?type=='Ready'].status"],
  ['.status.conditions[?(@.n>=3)].n', 'status.conditions[?n>=`3`].n'],
  ['.status.conditions[?(@.message)].type', 'status.conditions[?message].type'],
  ['', '@'],
])('%s → %s', (path, expression) => expect(jsonPathAsJmesPath(path)).toBe(expression));

test.each(['..image', ".metadata['name','uid']"])('%s cannot be said', (path) => {
  expect(() => jsonPathAsJmesPath(path)).toThrow('cannot be sorted by');
});
