import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Database, Tx } from '../../src/db/database.ts';
import { inTransaction } from '../../src/db/transaction.ts';
import { append } from '../../src/events/append.ts';
import type { JobSink } from '../../src/jobs/engine.ts';
import { defineJob, delays, newJob, type RunningJob } from '../../src/jobs/kind.ts';

/** What the kinds of the chaos need. */
export interface ChaosNeeds {
  readonly db: Database;
  readonly jobs: JobSink;
  /** Where files are made. */
  readonly folder: string;
}

const common = {
  input: z.object({ n: z.number() }),
  queue: 'chaos',
  retry: delays(20, 50, 100, 200, 400),
  timeoutMs: 60_000,
  resources: { cpu: 1 },
} as const;

/** The effect that must happen once: an event, in the transaction that ends the job. */
async function effect(tx: Tx, job: RunningJob, subject: string): Promise<void> {
  await append(tx, [{ type: 'chaos.effect', version: 1, subject, data: {} }], Date.now());
  await job.finish(tx, { subject });
}

/** Short. */
export const light = defineJob({
  ...common,
  kind: 'chaos.light',
  run: ({ n }, { db }: ChaosNeeds, job) => inTransaction(db, (tx) => effect(tx, job, `light ${n}`)),
});

/** Takes its time, with stages and lines, and ends when told to. */
export const slow = defineJob({
  ...common,
  kind: 'chaos.slow',
  async run({ n }, { db }: ChaosNeeds, job) {
    job.stage('wait');
    job.log.info({ n }, 'Waiting');
    await sleep(50 + (n % 5) * 20, undefined, { signal: job.signal });
    job.stage('write');
    await inTransaction(db, (tx) => effect(tx, job, `slow ${n}`));
  },
});

/** Makes a file the way all files are made, with its effect after it. */
export const file = defineJob({
  ...common,
  kind: 'chaos.file',
  async run({ n }, { db, folder }: ChaosNeeds, job) {
    const [part, whole] = [join(folder, `${n}.part`), join(folder, `${n}.txt`)];
    const handle = await open(part, 'w');
    try {
      await handle.write(`file ${n}`);
      await sleep(10);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, whole);
    if ((await readFile(whole, 'utf8')) !== `file ${n}`) throw new Error('Half a file has its name');
    await inTransaction(db, (tx) => effect(tx, job, `file ${n}`));
  },
});

/** Fails at its first attempts. */
export const flaky = defineJob({
  ...common,
  kind: 'chaos.flaky',
  async run({ n }, { db }: ChaosNeeds, job) {
    if (job.attempt <= n % 3) throw new Error('No answer');
    await inTransaction(db, (tx) => effect(tx, job, `flaky ${n}`));
  },
});

/** Puts two others in line in the transaction that ends it. */
export const parent = defineJob({
  ...common,
  kind: 'chaos.parent',
  run: ({ n }, { db, jobs }: ChaosNeeds, job) =>
    inTransaction(db, async (tx) => {
      await jobs.enqueue([newJob(light, { n: n * 2 + 1_000_000 }), newJob(light, { n: n * 2 + 1_000_001 })], tx);
      await effect(tx, job, `parent ${n}`);
    }),
});

/** Never succeeds. */
export const hopeless = defineJob({
  ...common,
  kind: 'chaos.hopeless',
  retry: delays(10),
  run: async () => {
    throw new Error('Never');
  },
});

/** All of them. */
export const chaosKinds = [light, slow, file, flaky, parent, hopeless] as const;
