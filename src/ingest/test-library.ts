import { join } from 'node:path';
import { z } from 'zod';
import { placeFor } from '../../test/fixtures/test-database.ts';
import { openTestEngine } from '../../test/fixtures/test-engine.ts';
import { systemClock, type Clock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { allTraces } from '../catalogue/traces/add-trace.ts';
import type { ImportItemTable, ImportSessionTable } from '../db/tables/import.ts';
import type { OpenDatabase } from '../db/open.ts';
import { openMigrated } from '../db/open-test-database.ts';
import type { NewJob } from '../jobs/engine.ts';
import type { LedgerEngine } from '../jobs/ledger/ledger-engine.ts';
import { defineJob, delays } from '../jobs/kind.ts';
import { runJob } from '../jobs/run-job.ts';
import type { IngestNeeds, IngestSettings } from './ingest-needs.ts';
import { scanFolder } from './scan-folder.ts';
import { startImport } from './start-import.ts';

/** Stands for the jobs that follow an import: only that they wait is looked at. */
export const followUp = defineJob({
  kind: 'test.follow-up',
  input: z.object({ assetId: z.string() }),
  queue: 'test',
  retry: delays(),
  timeoutMs: 1_000,
  resources: {},
  uniqueKey: ({ assetId }) => assetId,
  about: ({ assetId }) => ({ asset: assetId }),
  run: () => Promise.resolve({}),
});

/** What one import did. */
export interface Scanned {
  readonly session: ImportSessionTable;
  readonly counts: Readonly<Record<string, number>>;
  readonly items: readonly ImportItemTable[];
}

/** What differs from a plain library. */
export interface TestLibraryOptions {
  readonly settings?: Partial<IngestSettings>;
  readonly clock?: Clock;
  readonly tags?: IngestNeeds['tags'];
}

/** A library whose imports are run one by one, in this process. */
export interface TestLibrary extends AsyncDisposable {
  readonly open: OpenDatabase;
  readonly engine: LedgerEngine;
  readonly needs: IngestNeeds;
  /** Imports a folder or file to its end, in this process. @throws what the job ends with */
  scan(path: string, options?: { mode?: 'in-place' | 'copy' | 'move'; signal?: AbortSignal }): Promise<Scanned>;
  /** What became of a session so far. */
  look(sessionId: string): Promise<Scanned>;
}

/** A real library in `dataFolder` (database file, engine, settings) whose imports are run one by one. For tests. */
export async function openTestLibrary(dataFolder: string, options: TestLibraryOptions = {}): Promise<TestLibrary> {
  const file = await placeFor(join(dataFolder, 'catalogue.sqlite'));
  const open = await openMigrated({ file, synchronous: 'NORMAL' });
  const clock = options.clock ?? systemClock;
  const engine = openTestEngine(open, clock);
  const settings: IngestSettings = {
    ignore: [],
    followLinks: false,
    settleMs: 0,
    readers: 1,
    layout: 'date',
    library: join(dataFolder, 'library'),
    data: dataFolder,
    own: [join(dataFolder, 'derivatives')],
    traces: allTraces,
    traceKeepDays: 7,
    ...options.settings,
  };
  const follow = ({ assetId }: { assetId: string }): NewJob => ({ kind: followUp, input: { assetId } });
  const needs: IngestNeeds = {
    db: open.db,
    sink: engine,
    services: engine,
    groups: engine,
    clock,
    log: silentLog,
    ingestSettings: () => settings,
    describeAgain: follow,
    followUps: (asset) => [follow(asset)],
    ...(options.tags ? { tags: options.tags } : {}),
  };
  const look = (sessionId: string): Promise<Scanned> => lookAt(open, sessionId);
  return {
    open,
    engine,
    needs,
    look,
    async scan(path, { mode = 'in-place', signal } = {}) {
      const { id } = await startImport(needs, { path, mode });
      await runJob(scanFolder, { input: { sessionId: id }, needs, ...(signal ? { signal } : {}) });
      return await look(id);
    },
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      await open[Symbol.asyncDispose]();
    },
  };
}

async function lookAt(open: OpenDatabase, sessionId: string): Promise<Scanned> {
  const session = await open.db
    .selectFrom('import_session')
    .selectAll()
    .where('id', '=', sessionId)
    .executeTakeFirstOrThrow();
  const items = await open.db
    .selectFrom('import_item')
    .selectAll()
    .where('session_id', '=', sessionId)
    .orderBy('id')
    .execute();
  const counts = z.record(z.string(), z.number()).parse(JSON.parse(session.counts));
  return { session, counts, items };
}
