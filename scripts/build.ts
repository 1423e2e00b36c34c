// Makes what is published: dist/*.js from src/, dist/web from web/. `npm pack` takes bin/ and dist/.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './ensure-built.ts';
import { checkoutRoot } from './run-step.ts';

rmSync(join(checkoutRoot, 'dist'), { recursive: true, force: true });
if (!(await ensureBuilt())) process.exitCode = 1;
