// The one check: `npm test`, `npm run check` and CI run this file. `--fast` leaves out the slow tests.
import { existsSync, globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { findChromium, findProgram } from './find-program.ts';
import { checkoutRoot, runAll, runTool, type StepResult } from './run-step.ts';
import { runTests } from './run-tests.ts';

/** Tests that need a program which npm does not bring. Without it they are left out and named; in CI that is a failure. */
const PROGRAM_TESTS = [
  {
    folder: 'test/e2e/',
    program: 'Chromium (apt-get install chromium, or SUPERVISOR_CHROMIUM=<path>)',
    find: findChromium,
  },
  {
    folder: 'src/tools/video/ffmpeg/',
    program: 'ffmpeg and ffprobe (apt-get install ffmpeg)',
    find: () => findProgram(['ffmpeg']) && findProgram(['ffprobe']),
  },
];
/** The longest test files begin first, so that no core is left with one of them at the end. */
const LONG = /corpus|manifest|crash|processes|exiftool|images|video/;
/** Left out by `--fast`. */
const SLOW_FOLDERS = ['test/e2e/', 'test/crash/', 'test/upgrade/'];

const isFast = process.argv.includes('--fast');
const startedAt = performance.now();
const tool = (name: string, script: string, ...args: string[]) => {
  return async (): Promise<StepResult> => runTool(name, [join(checkoutRoot, script), ...args]);
};

function tell(result: StepResult): void {
  const count = result.passed + result.failed > 1 ? `${result.passed} passed, ${result.failed} failed` : '';
  console.log(
    `${result.failed > 0 ? '✖' : '✔'} ${result.name.padEnd(14)} ${(result.ms / 1000).toFixed(1).padStart(5)} s  ${count}`,
  );
  if (result.output && (result.failed > 0 || result.name.startsWith('tests')))
    console.log(result.output.replace(/^(?=.)/gm, '    '));
}

function testFiles(): { files: readonly string[]; missing: readonly StepResult[] } {
  const all = globSync(['src/**/*.test.ts', 'web/src/**/*.test.ts', 'test/**/*.test.ts'], { cwd: checkoutRoot })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !(isFast && SLOW_FOLDERS.some((folder) => file.startsWith(folder))))
    .sort((a, b) => Number(LONG.test(b)) - Number(LONG.test(a)) || a.localeCompare(b));
  const absent = PROGRAM_TESTS.filter(({ folder, find }) => all.some((file) => file.startsWith(folder)) && !find());
  const missing = absent.map(({ folder, program }): StepResult => {
    const output = `The tests of ${folder} did not run: they need ${program}.`;
    return { name: 'tests left out', passed: 0, failed: process.env['CI'] ? 1 : 0, output, ms: 0 };
  });
  return { files: all.filter((file) => !absent.some(({ folder }) => file.startsWith(folder))), missing };
}

const steps = [
  tool('types', 'node_modules/typescript/bin/tsc', '-p', '.'),
  ...(existsSync(join(checkoutRoot, 'web/tsconfig.json'))
    ? [tool('types web', 'node_modules/typescript/bin/tsc', '-p', 'web')]
    : []),
  tool('lint', 'node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings'),
  tool('format', 'node_modules/oxfmt/bin/oxfmt', '--check'),
  tool('dead code', 'node_modules/knip/bin/knip.js'),
  tool('docs fresh', 'scripts/generate-docs.ts', '--check'),
];
const { files, missing } = testFiles();
for (const result of missing) tell(result);
const results = [
  ...missing,
  ...(await runAll(steps, availableParallelism(), tell)),
  ...(await runAll([async () => runTests('tests', files)], 1, tell)),
];
const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
console.log(
  `\nin ${((performance.now() - startedAt) / 1000).toFixed(1)} s${isFast ? ' (fast: without end-to-end, crash and upgrade tests)' : ''}`,
);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
