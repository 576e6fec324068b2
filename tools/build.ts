/** `npm run build`: emits what is published, JavaScript and type declarations of `src/` into `dist/`. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { runStep } from './run-step.ts';

const root = join(import.meta.dirname, '..');
rmSync(join(root, 'dist'), { recursive: true, force: true });
process.exitCode = await runStep('tsc', ['-p', 'tsconfig.build.json'], { cwd: root });
