import { expect, test } from 'vitest';
import { type TableQuery, tableQuery } from '../query/table-query.ts';
import { commandText } from './command-text.ts';

test.each([
  [{ resources: ['nodes'], wide: false }, 'hindsight get nodes'],
  [
    { resources: ['pods'], names: ['web-1'], clusters: ['a', 'b*'], namespaces: ['x'] },
    "hindsight get pods web-1 --clusters 'a,b*' -n x -o wide",
  ],
  [
    {
      resources: ['pods', 'services'],
      namespaces: ['_all'],
      filter: "it's; rm -rf $(x)",
      selector: 'a in (b)',
      limit: 5,
      labelColumns: ['*'],
    },
    "hindsight get pods,services -A -l 'a in (b)' --filter 'it'\\''s; rm -rf $(x)' --show-labels --limit 5 -o wide",
  ],
] as [Partial<TableQuery>, string][])('%#', (query, command) => {
  expect(commandText(tableQuery(query))).toBe(command);
});
