// The one check: `npm run check` while working; `npm test` and CI run it with `--all`, the slow tests too.
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { startPostgres } from '../test/fixtures/postgres-server.ts';
import { findChromium } from './find-chromium.ts';
import { checkoutRoot, runAll, runTool, type StepResult } from './run-step.ts';
import { runTests } from './run-tests.ts';

/** The longest test files begin first, so that no core is left with one of them at the end. */
const LONG = /manifest|processes|exiftool|images|video|doctor|scan|place/;
/** Tests of whole processes, of every setting and of all real media: run by `--all`, one file at a time, since each keeps every core busy. */
const SLOW = /^test\/(?:e2e|crash|settings)\/|-corpus\.test\.ts$/;
/** Driven in Chromium: without it they are left out and named; where `CI` is set that is a failure. */
const BROWSER_FOLDER = 'test/e2e/';

const isAll = process.argv.includes('--all');
const startedAt = performance.now();
const tool = (name: string, script: string, ...args: string[]) => {
  return async (): Promise<StepResult> => runTool(name, [join(checkoutRoot, script), ...args]);
};

function tell(result: StepResult): void {
  const count = result.passed + result.failed > 1 ? `${result.passed} passed, ${result.failed} failed` : '';
  console.log(
    `${result.failed > 0 ? '✖' : '✔'} ${result.name.padEnd(14)} ${(result.ms / 1000).toFixed(1).padStart(5)} s  ${count}`,
  );
  if (result.output && (result.failed > 0 || (result.notRun ?? 0) > 0))
    console.log(result.output.replace(/^(?=.)/gm, '    '));
}

function testFiles(): { quick: readonly string[]; slow: readonly string[]; leftOut: readonly StepResult[] } {
  const all = globSync(['src/**/*.test.ts', 'web/src/**/*.test.ts', 'test/**/*.test.ts'], { cwd: checkoutRoot })
    .map((file) => file.replaceAll('\\', '/'))
    .sort((a, b) => Number(LONG.test(b)) - Number(LONG.test(a)) || a.localeCompare(b));
  const quick = all.filter((file) => !SLOW.test(file));
  const slow = isAll ? all.filter((file) => SLOW.test(file)) : [];
  if (!isAll || findChromium() !== undefined) return { quick, slow, leftOut: [] };
  const output = `${BROWSER_FOLDER} needs Chromium (apt-get install chromium, or SUPERVISOR_CHROMIUM=<path>)`;
  const failed = process.env['CI'] ? 1 : 0;
  const leftOut = [{ name: 'tests left out', passed: 0, failed, notRun: 1, output, ms: 0 }];
  return { quick, slow: slow.filter((file) => !file.startsWith(BROWSER_FOLDER)), leftOut };
}

const { quick, slow, leftOut } = testFiles();
for (const result of leftOut) tell(result);
const cores = availableParallelism();

/** Tests of whatever lies upon a database: with `--all` they run a second time, on PostgreSQL. */
const ON_BOTH =
  /^src\/(?:catalogue|events|jobs|ingest|derivatives|api|doctor\/health|doctor\/incidents)\/|^test\/worker-processes/;
/** About the disk that a database file lies on. */
const ON_FILE = /^src\/ingest\/place\/disk-full/;

function isOnBoth(file: string): boolean {
  return ON_BOTH.test(file) && !ON_FILE.test(file);
}

async function runOnPostgres(files: readonly string[]): Promise<StepResult> {
  const server = await startPostgres();
  try {
    process.env['SUPERVISOR_TEST_DATABASE'] = server.url;
    return await runTests('on PostgreSQL', files, cores);
  } finally {
    delete process.env['SUPERVISOR_TEST_DATABASE'];
    server.dispose();
  }
}

const steps = [
  tool('types', 'node_modules/typescript/bin/tsc', '-p', '.'),
  tool('types web', 'node_modules/typescript/bin/tsc', '-p', 'web'),
  tool('lint', 'node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings'),
  tool('format', 'node_modules/oxfmt/bin/oxfmt', '--check'),
  tool('dead code', 'node_modules/knip/bin/knip.js'),
  tool('docs fresh', 'scripts/generate-docs.ts', '--check'),
];
const results = [
  ...leftOut,
  ...(await runAll(steps, cores, tell)),
  ...(await runAll([async () => runTests('tests', quick, cores)], 1, tell)),
  ...(isAll ? await runAll([async () => runOnPostgres(quick.filter(isOnBoth))], 1, tell) : []),
  ...(slow.length > 0 ? await runAll([async () => runTests('slow tests', slow, 1)], 1, tell) : []),
];
const sum = (of: (result: StepResult) => number): number => results.reduce((total, result) => total + of(result), 0);
const [passed, failed, notRun] = [sum((one) => one.passed), sum((one) => one.failed), sum((one) => one.notRun ?? 0)];
const note = isAll ? '' : ' (npm test runs the end-to-end, crash and corpus tests too)';
console.log(`\nin ${((performance.now() - startedAt) / 1000).toFixed(1)} s${note}`);
if (notRun > 0) console.log(`${notRun} not run here, see above`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
