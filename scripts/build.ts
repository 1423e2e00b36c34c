// Makes what is published: dist/*.js from src/, dist/web from web/. `npm pack` takes bin/ and dist/.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutRoot, runAll, runTool } from './run-step.ts';

rmSync(join(checkoutRoot, 'dist'), { recursive: true, force: true });
const results = await runAll(
  [
    async () => runTool('program', ['scripts/build-program.ts']),
    async () => runTool('pages', ['node_modules/vite/bin/vite.js', 'build', 'web', '--logLevel', 'warn']),
  ],
  2,
  ({ name, failed, output, ms }) =>
    console.log(`${failed > 0 ? '✖' : '✔'} ${name} ${(ms / 1000).toFixed(1)} s\n${failed > 0 ? output : ''}`),
);
process.exitCode = results.some(({ failed }) => failed > 0) ? 1 : 0;
