import { join, relative } from 'node:path';
import { performance } from 'node:perf_hooks';
import { run } from 'node:test';
import { inspect } from 'node:util';
import { NOT_RUN_HERE } from '../test/fixtures/not-run-here.ts';
import { checkoutRoot, type StepResult } from './run-step.ts';

/** Longest run of one test, milliseconds. */
const TEST_TIMEOUT_MS = 180_000;

/** Longest run of all files, milliseconds: ends a file that something keeps alive after its tests. */
const RUN_TIMEOUT_MS = 600_000;

/** Characters of a failing file's standard error that are shown. */
const STDERR_KEPT = 4_000;

/**
 * Runs test files, each in its own process, `limit` at once. Counts tests; a file that cannot be loaded is one failure.
 * A test that says it was not run here is told, and counts neither as passed nor, outside CI, as failed.
 */
export async function runTests(name: string, files: readonly string[], limit: number): Promise<StepResult> {
  const startedAt = performance.now();
  // For the test processes and what they start: most of a short test's time is the reading of its modules.
  process.env['NODE_COMPILE_CACHE'] ??= join(checkoutRoot, 'node_modules/.cache/compile');
  let passed = 0;
  const failures: string[] = [];
  const notRun: string[] = [];
  let skipped = 0;
  const said = new Map<string | undefined, string>();
  const words = (file: string | undefined): string => (said.has(file) ? `\nstderr: ${said.get(file)}` : '');
  const stream = run({
    files: [...files],
    cwd: checkoutRoot,
    concurrency: limit,
    timeout: TEST_TIMEOUT_MS,
    signal: AbortSignal.timeout(RUN_TIMEOUT_MS),
  });
  for await (const event of stream) {
    if (event.type === 'test:pass') {
      if (event.data.details.type === 'suite') continue;
      if (event.data.skip === undefined) passed += 1;
      else {
        skipped += 1;
        notRun.push(`- ${place(event.data)} ${event.data.name}: ${String(event.data.skip)}`);
      }
    } else if (event.type === 'test:fail') {
      const { error } = event.data.details;
      // A suite fails because a test of it did; that test is told itself.
      if ('failureType' in error && error.failureType === 'subtestsFailed') continue;
      failures.push(
        `✖ ${place(event.data)} ${event.data.name}\n${inspect(error.cause ?? error, { depth: 4 })}${words(event.data.file)}`,
      );
    } else if (event.type === 'test:diagnostic' && event.data.message.startsWith(NOT_RUN_HERE)) {
      passed -= 1; // the test that said so ends without an error
      notRun.push(`- ${place(event.data)} ${event.data.message}`);
    } else if (event.type === 'test:stderr') {
      said.set(event.data.file, `${said.get(event.data.file) ?? ''}${event.data.message}`.slice(-STDERR_KEPT));
    }
  }
  return {
    name,
    passed,
    failed: failures.length + (process.env['CI'] ? skipped : 0),
    notRun: notRun.length,
    output: [...failures, ...notRun].join('\n'),
    ms: performance.now() - startedAt,
  };
}

function place(data: { file?: string; line?: number }): string {
  return data.file ? `${relative(checkoutRoot, data.file)}:${data.line ?? 1}` : '';
}
