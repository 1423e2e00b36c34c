// The ledger of jobs on PostgreSQL, durable: against the bare SQL with SKIP LOCKED, handed out by pg-boss against pg-boss
// alone, and how soon a job starts.
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../src/base/clock.ts';
import { silentLog } from '../src/base/log.ts';
import type { Database } from '../src/db/database.ts';
import type { OpenDatabase } from '../src/db/open.ts';
import { postgresClient } from '../src/db/postgres-client.ts';
import { rows } from '../src/db/rows.ts';
import { openBoss } from '../src/jobs/engines/pg-boss/open-boss.ts';
import { PgBossEngine } from '../src/jobs/engines/pg-boss/pg-boss-engine.ts';
import { PostgresEngine } from '../src/jobs/engines/postgres/postgres-engine.ts';
import { newJob } from '../src/jobs/kind.ts';
import { openWorker } from '../src/jobs/worker.ts';
import { startPostgres } from '../test/fixtures/postgres-server.ts';
import { inFreshDatabase } from './fresh-postgres.ts';
import { nothing } from './nothing.ts';
import { atMost, type BenchEnv, compare, median, type Row } from './row.ts';

const JOBS = 3_000;
const CONCURRENCY = 10;
const STARTS = 30;

/** Rounds in turn, each in a fresh database of one server that syncs what it commits. */
export async function run(env: Pick<BenchEnv, 'repeat'>): Promise<readonly Row[]> {
  const server = await startPostgres({ durable: true });
  const inFresh = (measure: (open: OpenDatabase) => Promise<number>): Promise<number> =>
    inFreshDatabase(server.url, measure);
  try {
    const [ours, bare, soon, handed, boss, handedSoon]: number[][] = [[], [], [], [], [], []];
    for (let round = 0; round < env.repeat; round++) {
      ours?.push(await inFresh((open) => viaWorker(open, byTable(open))));
      bare?.push(await inFresh(viaSql));
      soon?.push(await inFresh((open) => untilStart(byTable(open))));
      handed?.push(await inFresh(async (open) => viaWorker(open, await byBoss(open))));
      boss?.push(await inFresh(viaBoss));
      handedSoon?.push(await inFresh(async (open) => untilStart(await byBoss(open))));
    }
    return [
      compare(`no-op jobs on PostgreSQL, ${CONCURRENCY} at once`, ours ?? [], {
        name: 'bare claim-and-finish SQL with SKIP LOCKED, batch 10',
        unit: 'jobs/s',
        limit: bare ?? [],
        atLeast: 1,
      }),
      atMost('enqueue to start on PostgreSQL, idle worker, p50', soon ?? [], { unit: 'ms', value: 10 }),
      compare(`no-op jobs handed out by pg-boss, ${CONCURRENCY} at once`, handed ?? [], {
        name: 'pg-boss alone: fetch 10, complete 10',
        unit: 'jobs/s',
        limit: boss ?? [],
        atLeast: 0.6,
      }),
      atMost('enqueue to start by pg-boss, idle worker, p50', handedSoon ?? [], { unit: 'ms', value: 10 }),
    ];
  } finally {
    server.dispose();
  }
}

async function enqueue(engine: PostgresEngine, { db }: OpenDatabase): Promise<void> {
  for (let from = 0; from < JOBS; from += 1_000) {
    await engine.enqueue(Array.from({ length: 1_000 }, (_, i) => newJob(nothing, { n: from + i })));
  }
  await know(db);
}

/** What PostgreSQL does by itself within a minute: it plans by what it knows of the tables. */
async function know(db: Database): Promise<void> {
  await rows(db, 'analyze', []);
}

async function workerOn(engine: PostgresEngine, started: () => void): Promise<{ stop(): Promise<void> }> {
  const slots = { cpu: CONCURRENCY, disk: 1, tags: 1 };
  const parts = {
    source: engine,
    kinds: [nothing],
    needs: { ran: started },
    slots,
    clock: systemClock,
    log: silentLog,
  };
  return await openWorker(parts);
}

function byTable(open: OpenDatabase): PostgresEngine {
  return new PostgresEngine(open, systemClock, silentLog);
}

function byBoss(open: OpenDatabase): Promise<PostgresEngine> {
  return PgBossEngine.open(open, { clock: systemClock, log: silentLog, isHolder: true });
}

async function viaWorker(open: OpenDatabase, opened: PostgresEngine): Promise<number> {
  await using engine = opened;
  await enqueue(engine, open);
  const all = Promise.withResolvers<void>();
  let left = JOBS;
  let startMs = 0;
  const worker = await workerOn(engine, () => {
    if (left === JOBS) startMs = performance.now();
    if (--left === 0) all.resolve();
  });
  await all.promise;
  const perS = JOBS / ((performance.now() - startMs) / 1_000);
  await worker.stop();
  return perS;
}

async function untilStart(opened: PostgresEngine): Promise<number> {
  await using engine = opened;
  let started = (): void => undefined;
  const worker = await workerOn(engine, () => started());
  const waits: number[] = [];
  for (let n = 0; n < STARTS; n++) {
    await sleep(20);
    const { promise, resolve } = Promise.withResolvers<void>();
    started = resolve;
    const askedMs = performance.now();
    await engine.enqueue([newJob(nothing, { n })]);
    await promise;
    waits.push(performance.now() - askedMs);
  }
  await worker.stop();
  return median(waits);
}

/** What pg-boss does by itself at its best: no ledger, ten jobs a transaction. */
async function viaBoss(open: OpenDatabase): Promise<number> {
  const boss = await openBoss(open.url ?? '', { migrate: true, log: silentLog });
  await boss.createQueue('bench');
  for (let from = 0; from < JOBS; from += 1_000) {
    await boss.insert(
      'bench',
      Array.from({ length: 1_000 }, (_, i) => ({ data: { n: from + i } })),
    );
  }
  await know(open.db);
  const startMs = performance.now();
  for (let done = 0; done < JOBS;) {
    const jobs = await boss.fetch('bench', { batchSize: CONCURRENCY });
    await boss.complete(
      'bench',
      jobs.map(({ id }) => id),
    );
    done += jobs.length;
  }
  const perS = JOBS / ((performance.now() - startMs) / 1_000);
  await boss.stop({ graceful: false });
  return perS;
}

/** What a plain engine on these tables does: two transactions for ten jobs, an attempt row for each at its claim. */
async function viaSql(open: OpenDatabase): Promise<number> {
  await using engine = new PostgresEngine(open, systemClock, silentLog);
  await enqueue(engine, open);
  const client = postgresClient(open.url ?? '');
  await client.connect();
  const ask = (name: string, text: string, values: unknown[]) => client.query<Claimed>({ name, text, values });
  const startMs = performance.now();
  for (let done = 0; done < JOBS;) {
    await client.query('begin');
    const { rows: jobs } = await ask('claim', CLAIM, [Date.now() + 30_000]);
    for (const { id } of jobs) await ask('note', NOTE, [id, Date.now()]);
    await client.query('commit');
    await client.query('begin');
    for (const { id, payload } of jobs) {
      await ask('finish', FINISH, [payload, Date.now(), id]);
      await ask('close', CLOSE, [Date.now(), id]);
    }
    await client.query('commit');
    done += jobs.length;
  }
  const perS = JOBS / ((performance.now() - startMs) / 1_000);
  await client.end();
  return perS;
}

interface Claimed {
  readonly id: string;
  readonly payload: string;
}

const CLAIM = `
update job set state = 'running', worker_id = 'raw', lease_until_ms = $1, fence = fence + 1, attempt = attempt + 1 where id in
(select id from job where state = 'ready' and lane = 'bench bench.nothing' order by priority, run_at_ms, id limit 10
for update skip locked) returning id, payload`;
const NOTE = `insert into job_attempt (job_id, attempt, worker_id, started_at_ms) values ($1, 1, 'raw', $2)`;
const FINISH = `
update job set state = 'done', result = $1, worker_id = null, lease_until_ms = null, finished_at_ms = $2 where id = $3 and fence = 1`;
const CLOSE = `update job_attempt set ended_at_ms = $1, outcome = 'ok' where job_id = $2 and attempt = 1`;

if (import.meta.main) console.table(await run({ repeat: 3 }));
