import { block, fail, noteOnce, single } from '../../test/fixtures/job-kinds.ts';
import { holdToTransitions } from '../../test/fixtures/hold-to-transitions.ts';
import { type Clock, FakeClock } from '../base/clock.ts';
import { newId } from '../base/ids.ts';
import type { JobId, WorkerId } from '../contract/ids.ts';
import type { Database } from '../db/database.ts';
import type { ClaimAsk, ClaimedJob, JobEngine } from './engine.ts';
import { newJob } from './kind.ts';
import type { LedgerEngine } from './ledger/ledger-engine.ts';

/** An engine on an empty database of its own. */
export interface EngineHarness extends AsyncDisposable {
  readonly db: Database;
  readonly engine: LedgerEngine;
  /** Another engine on the same jobs, as another process would have. */
  readonly rival: LedgerEngine;
}

export type OpenHarness = (clock: Clock) => Promise<EngineHarness>;

/** What the tests of all engines use: a clock that they move, and short ways to claim and to enqueue. */
export interface EngineBench {
  readonly clock: FakeClock;
  open(): Promise<EngineHarness>;
  worker(): WorkerId;
  /** Of the queues `light` and `block`. */
  claim(
    engine: JobEngine,
    limit?: number,
    ask?: Partial<Pick<ClaimAsk, 'worker' | 'limits' | 'isUnreachable'>>,
  ): Promise<readonly ClaimedJob[]>;
  enqueueOne(engine: JobEngine, n?: number): Promise<JobId>;
}

const ONE = { jobs: 1, cpu: 1, disk: 0, tags: 0 };

export const LEASE_MS = 30_000;
export const error = { code: 'unexpected', message: 'no' };

/** A bench on engines that are opened for each test. */
export function engineBench(openHarness: OpenHarness): EngineBench {
  const clock = new FakeClock();
  const worker = (): WorkerId => newId('wo', clock.now());
  return {
    clock,
    async open() {
      const harness = await openHarness(clock);
      await holdToTransitions(harness.db);
      return harness;
    },
    worker,
    claim(engine, limit = 10, ask = {}) {
      const free = { jobs: 100, cpu: limit, disk: 1, tags: 1 };
      const holds = Object.fromEntries([noteOnce, single, block, fail].map(({ kind }) => [kind, ONE]));
      const queues = ['light', 'block'].map((name) => ({ name, limit }));
      return engine.claim({ worker: worker(), queues, free, holds, leaseMs: LEASE_MS, ...ask });
    },
    async enqueueOne(engine, n = 1) {
      const [added] = await engine.enqueue([newJob(noteOnce, { n, ms: 0 })]);
      return added!.id;
    },
  };
}
