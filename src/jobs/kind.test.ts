import assert from 'node:assert/strict';
import { it } from 'node:test';
import { z } from 'zod';
import { runJob } from './run-job.ts';
import { type NeedsOf, defineJob, delays, newJob } from './kind.ts';
import type { WorkerOptions } from './worker-options.ts';
import { type JobWorker, openWorker } from './worker.ts';

const policy = { queue: 'q', retry: delays(1_000), timeoutMs: 1_000, resources: {} } as const;

const hash = defineJob({
  ...policy,
  kind: 'test.hash',
  input: z.object({ path: z.string() }),
  async run({ path }, { read }: { read(path: string): Promise<string> }, job) {
    job.stage('read');
    job.progress(1, 1);
    return { text: await read(path), attempt: job.attempt };
  },
});
const tell = defineJob({
  ...policy,
  kind: 'test.tell',
  input: z.object({ n: z.number() }),
  async run({ n }, { say }: { say(text: string): void }) {
    say(String(n));
  },
});
const kinds = [hash, tell] as const;

it('does not compile where an input is wrong or a need is missing', async () => {
  const all: NeedsOf<typeof kinds> = { read: async () => 'text', say: () => undefined };
  // @ts-expect-error -- `say` is missing
  const some: NeedsOf<typeof kinds> = { read: async () => 'text' };
  newJob(hash, { path: '/a' });
  // @ts-expect-error -- misspelt
  newJob(hash, { pth: '/a' });
  // @ts-expect-error -- not a number
  newJob(tell, { n: '1' });
  type Rest = Pick<WorkerOptions<typeof kinds>, 'source' | 'slots' | 'clock' | 'log'>;
  const start = (rest: Rest): Promise<JobWorker> => openWorker({ ...rest, kinds, needs: all });
  // @ts-expect-error -- the worker's needs are those of all its kinds
  const faulty = (rest: Rest): Promise<JobWorker> => openWorker({ ...rest, kinds, needs: { read: all.read } });
  assert.deepEqual([typeof start, typeof faulty, Object.keys(some)], ['function', 'function', ['read']]);
});

it('runs a handler directly with its needs, its input checked as a stored one would be', async () => {
  const run = await runJob(hash, {
    input: { path: '/a' },
    needs: { read: async (path) => `text of ${path}` },
    attempt: 2,
  });
  assert.deepEqual(run, {
    result: { text: 'text of /a', attempt: 2 },
    progress: [{ done: 1, total: 1 }],
    stages: ['read'],
  });
  const wrong = JSON.parse('{"path":1}') as { path: string };
  await assert.rejects(runJob(hash, { input: wrong, needs: { read: async () => '' } }), z.ZodError);
});
