import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Pages are tested with the bundle of the sources as they are. */
export function setup(): void {
  execFileSync(process.execPath, [join(import.meta.dirname, '../../tools/build-web.ts'), '--if-stale'], { stdio: 'inherit' });
}
