/** `npm run build`: emits what is published, JavaScript and type declarations of `src/` into `dist/`, and the bundle of the pages. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { runStep } from './run-step.ts';

const root = join(import.meta.dirname, '..');
rmSync(join(root, 'dist'), { recursive: true, force: true });
const emitted = await runStep('tsc', ['-p', 'tsconfig.build.json'], { cwd: root });
process.exitCode = emitted === 0 ? await runStep('node', ['tools/build-web.ts'], { cwd: root }) : emitted;
