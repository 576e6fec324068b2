import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { errorCatalogue } from '../../src/core/base/error-catalogue.ts';

const root = join(import.meta.dirname, '../..');

test('every error code is documented on the generated page', () => {
  const page = readFileSync(join(root, 'docs/reference/errors.md'), 'utf8');
  for (const code of Object.keys(errorCatalogue)) expect(page).toContain(`## \`${code}\``);
});

test('every entry says what it means and what to do, in sentences', () => {
  for (const entry of Object.values(errorCatalogue)) {
    expect(entry.meaning).toMatch(/^[A-Z].*\.$/);
    expect(entry.remedy).toMatch(/\.$/);
  }
});
