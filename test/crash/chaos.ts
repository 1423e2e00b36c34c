import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../src/base/clock.ts';
import { systemCode } from '../../src/base/errors.ts';
import { silentLog } from '../../src/base/log.ts';
import { JobId } from '../../src/contract/ids.ts';
import type { Database } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { openDatabase } from '../../src/db/open.ts';
import type { JobEngine, NewJob } from '../../src/jobs/engine.ts';
import { newJob } from '../../src/jobs/kind.ts';
import { openEngine } from '../../src/open-engine.ts';
import { type ChaosFindings, findFaults, type Trouble } from './chaos-findings.ts';
import { file, flaky, hopeless, light, parent, slow } from './chaos-kinds.ts';

/** What is done to the workers, and with how much work. */
export interface ChaosPlan {
  /** A file, or the address of a PostgreSQL database: empty, without a schema. */
  readonly database: string;
  /** How jobs are handed out; default `table`. */
  readonly engine?: 'table' | 'pg-boss';
  /** Empty folder for the files that jobs make. */
  readonly folder: string;
  readonly workers: number;
  readonly kills: number;
  readonly jobs: number;
  /** Done to the database every tenth kill, e.g. a restart of its server. */
  readonly disturb?: () => Promise<void>;
  /** Fills this folder's volume every tenth kill, for a second and a half. */
  readonly fill?: string;
  readonly settleMs: number;
  readonly tell?: (text: string) => void;
}

const script = join(import.meta.dirname, 'chaos-worker.ts');
const BATCH = 200;

/** Kills workers at random points while jobs of all sorts run, waits for the end and counts what is not as it has to be. */
export async function runChaos(plan: ChaosPlan): Promise<ChaosFindings> {
  await using open = await openDatabase({ file: plan.database });
  await migrate(open);
  const parts = { engine: plan.engine ?? 'table', clock: systemClock, log: silentLog, isHolder: true };
  await using engine = await openEngine(open, parts);
  const crew = new Crew(plan);
  const troubles: Trouble[] = [];
  let retried: ReadonlySet<string> = new Set();
  try {
    crew.fillUp();
    let enqueued = 0;
    for (let kill = 0; kill < plan.kills; kill++) {
      const upTo = Math.ceil((plan.jobs * (kill + 1)) / plan.kills);
      enqueued = await enqueue(engine, enqueued, upTo);
      await crew.killOne(kill < plan.kills / 2 ? 'one survives' : 'all may die');
      if (kill % 10 === 9) troubles.push(await trouble(plan));
      if (kill % 50 === 49) plan.tell?.(`${kill + 1} kills, ${enqueued} jobs`);
    }
    await untilDone(engine, plan.settleMs);
    retried = await retryLost(open.db, engine);
    await untilDone(engine, plan.settleMs);
  } finally {
    await crew.stop();
  }
  await engine.rescue(); // what the next start does first: a worker killed last has nobody else to note it
  const left = await readdir(plan.folder);
  return await findFaults(open.db, {
    killedAtMs: crew.killedAtMs,
    crashed: crew.crashed,
    troubles,
    jobs: plan.jobs,
    files: left,
    retried,
  });
}

/** What was killed four times under its workers is taken for their killer; who knows better lets it run again. @returns which */
async function retryLost(db: Database, engine: JobEngine): Promise<ReadonlySet<string>> {
  const failed = await db.selectFrom('job').select(['id', 'error']).where('state', '=', 'failed').execute();
  const lost = failed.filter(({ error }) => error?.includes('job_lost_too_often'));
  const ids = lost.map(({ id }) => JobId.parse(id));
  await engine.retry(ids);
  return new Set(ids);
}

/** Worker processes that are replaced when they are killed. */
class Crew {
  readonly killedAtMs = new Map<string, number>();
  /** Workers that ended by themselves. */
  crashed = 0;
  readonly #plan: ChaosPlan;
  /** Those that work, by their worker's id. */
  readonly #ready = new Map<string, ChildProcess>();
  readonly #all = new Set<ChildProcess>();
  #isOver = false;
  /** The one that survives. */
  #spared: string | undefined;

  constructor(plan: ChaosPlan) {
    this.#plan = plan;
  }

  fillUp(): void {
    while (this.#all.size < this.#plan.workers) {
      const { database, folder, engine = 'table' } = this.#plan;
      const child = fork(script, [database, folder, engine], { stdio: 'ignore' });
      this.#all.add(child);
      let id = '';
      child.once('message', (told) => {
        id = told as string;
        this.#ready.set(id, child);
      });
      child.once('exit', () => {
        this.#all.delete(child);
        this.#ready.delete(id);
        if (id !== '' && !this.killedAtMs.has(id) && !this.#isOver) this.crashed += 1;
        if (!this.#isOver) this.fillUp(); // one that could not start, as the database was away
      });
    }
  }

  /** Kills one that works, a random time after it was seen to. */
  async killOne(how: 'one survives' | 'all may die'): Promise<void> {
    for (;;) {
      this.fillUp();
      await sleep(50 + Math.random() * 400); // the random point is the test
      this.#spared ??= [...this.#ready.keys()][0];
      const victims = [...this.#ready].filter(([id]) => how === 'all may die' || id !== this.#spared);
      const [id, victim] = victims[Math.floor(Math.random() * victims.length)] ?? [];
      if (id === undefined || victim === undefined) continue;
      const gone = once(victim, 'exit');
      this.killedAtMs.set(id, Date.now());
      victim.kill('SIGKILL');
      await gone;
      this.fillUp();
      return;
    }
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    for (const child of this.#all) {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await Promise.race([gone, sleep(10_000).then(() => child.kill('SIGKILL'))]);
    }
  }
}

async function enqueue(engine: JobEngine, from: number, upTo: number): Promise<number> {
  for (let at = from; at < upTo; at += BATCH) {
    const count = Math.min(BATCH, upTo - at);
    const jobs = Array.from({ length: count }, (_, i) => mixed(at + i));
    await persist(() => engine.enqueue(jobs));
  }
  return upTo;
}

/** Of twenty: nine short ones, three slow, three with files, three that fail at first, one with children, one without hope. */
function mixed(n: number): NewJob {
  const kinds = [light, slow, light, file, flaky, light, parent, light, slow, light] as const;
  return n % 20 === 13 ? newJob(hopeless, { n }) : newJob(kinds[n % kinds.length] ?? light, { n });
}

/** The disturbed database also refuses us: a person would try again. */
async function persist(work: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await work();
      return;
    } catch (error) {
      if (tries === 100) throw error;
      await sleep(200);
    }
  }
}

async function trouble({ disturb, fill }: ChaosPlan): Promise<Trouble> {
  const fromMs = Date.now();
  await disturb?.();
  if (fill !== undefined) await fillUp(fill);
  return { fromMs, toMs: Date.now() };
}

async function fillUp(fill: string): Promise<void> {
  const filler = join(fill, 'filler');
  try {
    for (let n = 0; ; n++) await writeFile(filler, Buffer.alloc(65_536), { flag: 'a' });
  } catch (error) {
    if (systemCode(error) !== 'ENOSPC') throw error;
  }
  await sleep(1_500);
  await rm(filler);
}

async function untilDone(engine: JobEngine, withinMs: number): Promise<void> {
  const endMs = performance.now() + withinMs;
  for (;;) {
    const counts = await engine.counts().catch(() => undefined);
    if (counts?.every(({ state }) => ['done', 'failed', 'cancelled'].includes(state))) return;
    if (performance.now() > endMs) return; // what is left is what is found
    await sleep(100);
  }
}
