// The one check: `npm run check` while working; `npm test` and CI run it with `--all`, the slow tests too.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { startPostgres } from '../test/fixtures/postgres-server.ts';
import { ensureBuilt } from './ensure-built.ts';
import { findChromium } from './find-chromium.ts';
import { checkoutRoot, runAll, runTool, type StepResult } from './run-step.ts';
import { runTests } from './run-tests.ts';
import { BROWSER_FOLDER, testGroups } from './test-groups.ts';

const isAll = process.argv.includes('--all');
const startedAt = performance.now();
const tool = (name: string, script: string, ...args: string[]) => {
  return async (): Promise<StepResult> => runTool(name, [join(checkoutRoot, script), ...args]);
};

/** Looks only at what changed since the last check. */
const types = (name: string, project: string): (() => Promise<StepResult>) => {
  const memory = `node_modules/.cache/${name.replace(' ', '-')}.tsbuildinfo`;
  return tool(name, 'node_modules/typescript/bin/tsc', '-p', project, '--incremental', '--tsBuildInfoFile', memory);
};

function tell(result: StepResult): void {
  const count = result.passed + result.failed > 1 ? `${result.passed} passed, ${result.failed} failed` : '';
  console.log(
    `${result.failed > 0 ? '✖' : '✔'} ${result.name.padEnd(14)} ${(result.ms / 1000).toFixed(1).padStart(5)} s  ${count}`,
  );
  if (result.output && (result.failed > 0 || (result.notRun ?? 0) > 0))
    console.log(result.output.replace(/^(?=.)/gm, '    '));
}

/** Tests in a browser are left out and named where there is none; where `CI` is set that is a failure. */
function leaveBrowserOut(): readonly StepResult[] {
  if (!isAll || findChromium() !== undefined) return [];
  const output = `${BROWSER_FOLDER} needs Chromium (apt-get install chromium, or SUPERVISOR_CHROMIUM=<path>)`;
  const failed = process.env['CI'] ? 1 : 0;
  return [{ name: 'tests left out', passed: 0, failed, notRun: 1, output, ms: 0 }];
}

const leftOut = leaveBrowserOut();
for (const result of leftOut) tell(result);
const cores = availableParallelism();
const groups = testGroups();
const slow = leftOut.length === 0 ? groups.slow : groups.slow.filter((file) => !file.startsWith(BROWSER_FOLDER));

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
  types('types', '.'),
  types('types web', 'web'),
  tool('lint', 'node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings'),
  tool('format', 'node_modules/oxfmt/bin/oxfmt', '--check'),
  tool('dead code', 'node_modules/knip/bin/knip.js'),
  tool('docs fresh', 'scripts/generate-docs.ts', '--check'),
];
// A quick test waits for a third of its time, so one more of them runs at once than there are cores.
const tests = async (): Promise<StepResult> =>
  isAll ? runTests('tests', [...groups.whole, ...groups.quick], cores) : runTests('tests', groups.quick, cores + 1);
// Tests start the program two at a time, and the first start would build it under the feet of the second.
if (isAll) await ensureBuilt();
const results = [
  ...leftOut,
  ...(await Promise.all([runAll(steps, Math.ceil(cores / 2), tell), runAll([tests], 1, tell)])).flat(),
  ...(isAll ? await runAll([async () => runOnPostgres(groups.onBoth)], 1, tell) : []),
  ...(isAll ? await runAll([async () => runTests('slow tests', slow, Math.min(cores, 2))], 1, tell) : []),
];
const sum = (of: (result: StepResult) => number): number => results.reduce((total, result) => total + of(result), 0);
const [passed, failed, notRun] = [sum((one) => one.passed), sum((one) => one.failed), sum((one) => one.notRun ?? 0)];
const note = isAll ? '' : ' (npm test runs those of whole programs, PostgreSQL, kills, pages and real media too)';
console.log(`\nin ${((performance.now() - startedAt) / 1000).toFixed(1)} s${note}`);
if (notRun > 0) console.log(`${notRun} not run here, see above`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
