import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version of this package. */
export function packageVersion(): string {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8')).version;
}

/** How we introduce ourselves to API servers. */
export function userAgent(): string {
  return `hindsight/${packageVersion()} (${process.platform}/${process.arch})`;
}
