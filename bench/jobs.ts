// How many jobs that do nothing a worker gets through, against the bare SQL of claiming and finishing them.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { systemClock } from '../src/base/clock.ts';
import { silentLog } from '../src/base/log.ts';
import { migrate } from '../src/db/migrate.ts';
import { type OpenDatabase, openDatabase } from '../src/db/open.ts';
import { SqliteEngine } from '../src/jobs/engines/sqlite/sqlite-engine.ts';
import { newJob } from '../src/jobs/kind.ts';
import { openWorker } from '../src/jobs/worker.ts';
import { nothing } from './nothing.ts';
import { atMost, type BenchEnv, compare, type Row } from './row.ts';

const JOBS = 20_000;
const CONCURRENCY = 10;

interface Measure {
  readonly perS: number;
  readonly cpuMs: number;
}

/** Rounds of ours and of the bare loop in turn, each on a fresh file with full durability. */
export async function run(env: Pick<BenchEnv, 'repeat'>): Promise<readonly Row[]> {
  const ours: Measure[] = [];
  const bare: Measure[] = [];
  for (let round = 0; round < env.repeat; round++) {
    ours.push(await onFreshFile(viaWorker));
    bare.push(await onFreshFile(viaSql));
  }
  const than = {
    name: 'bare claim-and-finish SQL, batch 10',
    unit: 'jobs/s',
    limit: bare.map((m) => m.perS),
    atLeast: 1,
  };
  return [
    compare(
      `no-op jobs, ${CONCURRENCY} at once`,
      ours.map((m) => m.perS),
      than,
    ),
    atMost(
      'enqueue, claim, run and settle a job, CPU',
      ours.map((m) => m.cpuMs),
      { unit: 'ms', value: 0.15 },
    ),
  ];
}

async function onFreshFile(measure: (open: OpenDatabase) => Promise<Measure>): Promise<Measure> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-jobs-'));
  try {
    await using open = await openDatabase({ file: join(folder, 'library.db') });
    await migrate(open);
    return await measure(open);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function viaWorker(open: OpenDatabase): Promise<Measure> {
  await using engine = new SqliteEngine(open, systemClock, silentLog);
  const cpu = process.cpuUsage();
  const enqueued = await enqueue(engine);
  const all = Promise.withResolvers<void>();
  let left = JOBS;
  let startMs = 0;
  let endMs = 0;
  const ended = (): void => {
    if (left === JOBS) startMs = performance.now();
    if (--left > 0) return;
    endMs = performance.now();
    all.resolve();
  };
  const slots = { cpu: CONCURRENCY, disk: 1, tags: 1 };
  const worker = await openWorker({
    source: engine,
    kinds: [nothing],
    needs: { ran: ended },
    slots,
    clock: systemClock,
    log: silentLog,
  });
  await all.promise;
  await worker.stop();
  const perS = JOBS / ((endMs - startMs) / 1_000);
  const { user, system } = process.cpuUsage(cpu);
  return { perS, cpuMs: (user + system) / 1_000 / enqueued };
}

async function enqueue(engine: SqliteEngine): Promise<number> {
  for (let from = 0; from < JOBS; from += 1_000) {
    await engine.enqueue(Array.from({ length: 1_000 }, (_, i) => newJob(nothing, { n: from + i })));
  }
  return JOBS;
}

/** What a plain engine on these tables does: two transactions for ten jobs, an attempt row for each at its claim. */
async function viaSql(open: OpenDatabase): Promise<Measure> {
  await using engine = new SqliteEngine(open, systemClock, silentLog);
  await enqueue(engine);
  const sqlite = new DatabaseSync(open.file, { timeout: 5_000 });
  sqlite.exec('pragma synchronous = full');
  const claim = sqlite.prepare(
    `update job set state = 'running', worker_id = 'raw', lease_until_ms = ?, fence = fence + 1, attempt = attempt + 1 where id in
     (select id from job where state = 'ready' and lane = 'bench bench.nothing' order by priority, run_at_ms, id limit 10) returning id, payload`,
  );
  const note = sqlite.prepare(
    `insert into job_attempt (job_id, attempt, worker_id, started_at_ms) values (?, 1, 'raw', ?)`,
  );
  const finish = sqlite.prepare(
    `update job set state = 'done', result = ?, worker_id = null, lease_until_ms = null, finished_at_ms = ? where id = ? and fence = 1`,
  );
  const close = sqlite.prepare(
    `update job_attempt set ended_at_ms = ?, outcome = 'ok' where job_id = ? and attempt = 1`,
  );
  const startMs = performance.now();
  for (let done = 0; done < JOBS;) {
    sqlite.exec('begin immediate');
    const jobs = claim.all(Date.now() + 30_000);
    for (const { id } of jobs) note.run(id ?? null, Date.now());
    sqlite.exec('commit');
    sqlite.exec('begin immediate');
    for (const { id, payload } of jobs) {
      finish.run(payload ?? null, Date.now(), id ?? null);
      close.run(Date.now(), id ?? null);
    }
    sqlite.exec('commit');
    done += jobs.length;
  }
  const perS = JOBS / ((performance.now() - startMs) / 1_000);
  sqlite.close();
  return { perS, cpuMs: 0 };
}

if (import.meta.main) console.table(await run({ repeat: 5 }));
