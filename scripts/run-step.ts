import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

/** Root of the checkout, absolute. */
export const checkoutRoot = fileURLToPath(new URL('..', import.meta.url));

/** What one step of the check found. */
export interface StepResult {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  /** Tests that this machine lacks something for; told in `output`. */
  readonly notRun?: number;
  /** What to read when it failed. */
  readonly output: string;
  readonly ms: number;
}

/** Runs a JavaScript tool of node_modules with this Node. It counts as one: passed when it ends with 0. */
export async function runTool(name: string, args: readonly string[]): Promise<StepResult> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, { cwd: checkoutRoot, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exit) => resolve(exit ?? 1));
  });
  return { name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output, ms: performance.now() - startedAt };
}

/** Runs every step, at most `limit` at once, and tells each result as it comes. */
export async function runAll(
  steps: readonly (() => Promise<StepResult>)[],
  limit: number,
  onResult: (result: StepResult) => void,
): Promise<readonly StepResult[]> {
  const waiting = [...steps];
  const results: StepResult[] = [];
  const line = async (): Promise<void> => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const result = await step();
      results.push(result);
      onResult(result);
    }
  };
  await Promise.all(Array.from({ length: limit }, line));
  return results;
}
