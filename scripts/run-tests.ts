import { join, relative, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { run } from 'node:test';
import { inspect } from 'node:util';
import { NOT_RUN_HERE } from '../test/fixtures/not-run-here.ts';
import { checkoutRoot, type StepResult } from './run-step.ts';

/** Longest run of one test, milliseconds. */
const TEST_TIMEOUT_MS = 180_000;

/** Longest time without a word of any test, milliseconds: ends a file that something keeps alive after its tests. */
const SILENCE_MS = 600_000;

/** Characters of a failing file's standard error that are shown. */
const STDERR_KEPT = 4_000;

type TestEvent = ReturnType<typeof run> extends AsyncIterable<infer Event> ? Event : never;

/**
 * Runs test files, each in its own process, `limit` at once. Counts tests; a file that cannot be loaded, or whose process
 * ends before its tests or by an error beside them, is one failure. A test that says it was not run here is told, and
 * counts neither as passed nor, outside CI, as failed.
 */
export async function runTests(name: string, files: readonly string[], limit: number): Promise<StepResult> {
  const startedAt = performance.now();
  // For the test processes and what they start: most of a short test's time is the reading of its modules.
  process.env['NODE_COMPILE_CACHE'] ??= join(checkoutRoot, 'node_modules/.cache/compile');
  const outcome = new Outcome();
  const silence = new AbortController();
  const patience = setTimeout(() => silence.abort(), SILENCE_MS);
  const stream = run({
    files: [...files],
    cwd: checkoutRoot,
    concurrency: limit,
    timeout: TEST_TIMEOUT_MS,
    signal: silence.signal,
  });
  for await (const event of stream) {
    patience.refresh();
    outcome.take(event);
  }
  clearTimeout(patience);
  for (const file of files) outcome.end(join(checkoutRoot, file));
  const { passed, failures, notRun, skipped } = outcome;
  return {
    name,
    passed,
    failed: failures.length + (process.env['CI'] ? skipped : 0),
    notRun: notRun.length,
    output: [...failures, ...notRun].join('\n'),
    ms: performance.now() - startedAt,
  };
}

/** Counts what the test processes tell. */
class Outcome {
  passed = 0;
  skipped = 0;
  readonly failures: string[] = [];
  readonly notRun: string[] = [];
  /** What a file said beside its results. */
  readonly #said = new Map<string | undefined, string>();
  /** Files that told all of their results, or are known to have failed. */
  readonly #ended = new Set<string | undefined>();

  take({ type, data }: TestEvent): void {
    if (type === 'test:pass') this.#pass(data);
    else if (type === 'test:fail') this.#fail(data);
    else if (type === 'test:stderr') this.#say(data.file, data.message);
    else if (type === 'test:summary') this.#ended.add(data.file);
    else if (type === 'test:diagnostic') {
      if (data.message.startsWith(NOT_RUN_HERE)) {
        this.passed -= 1; // the test that said so ends without an error
        this.notRun.push(`- ${place(data)} ${data.message}`);
      } else if (data.message.startsWith('Error:')) this.#say(data.file, `${data.message}\n`);
    }
  }

  /** A process that ends itself in the middle with exit code 0 tells of no failure, and not of the tests that it left out. */
  end(file: string): void {
    if (!this.#ended.has(file))
      this.failures.push(`✖ ${place({ file })} ended before all of its tests were run${this.#words(file)}`);
  }

  #pass(data: Extract<TestEvent, { type: 'test:pass' }>['data']): void {
    if (data.details.type === 'suite' || isFile(data)) return;
    if (data.skip === undefined) this.passed += 1;
    else {
      this.skipped += 1;
      this.notRun.push(`- ${place(data)} ${data.name}: ${String(data.skip)}`);
    }
  }

  #fail(data: Extract<TestEvent, { type: 'test:fail' }>['data']): void {
    const { error } = data.details;
    // A suite fails because a test of it did; that test is told itself.
    if ('failureType' in error && error.failureType === 'subtestsFailed') return;
    const why = isFile(data) ? `its process ended with ${endOf(error)}` : data.name;
    if (isFile(data)) this.#ended.add(data.file);
    const text = inspect(error.cause ?? error, { depth: 4 });
    this.failures.push(`✖ ${place(data)} ${why}\n${text}${this.#words(data.file)}`);
  }

  #say(file: string | undefined, text: string): void {
    this.#said.set(file, `${this.#said.get(file) ?? ''}${text}`.slice(-STDERR_KEPT));
  }

  #words(file: string | undefined): string {
    return this.#said.has(file) ? `\nsaid: ${this.#said.get(file)}` : '';
  }
}

/** Told of a whole file, by the name it was given by, where it has no tests or ended with an error beside them. */
function isFile(data: { readonly name: string; readonly file?: string }): boolean {
  return data.file === resolve(checkoutRoot, data.name);
}

function endOf(error: Error): string {
  const { signal, exitCode } = error as { signal?: string | null; exitCode?: number };
  return signal ?? (exitCode === undefined ? 'no result' : `exit code ${exitCode}`);
}

function place(data: { file?: string; line?: number }): string {
  return data.file ? `${relative(checkoutRoot, data.file)}:${data.line ?? 1}` : '';
}
