import { z } from 'zod';
import { AppError, hasCode, toAppError } from '../base/errors.ts';
import { countOf } from '../contract/count-words.ts';
import { SessionId } from '../contract/ids.ts';
import { getRoot } from '../catalogue/roots/storage-roots.ts';
import { isPassingTrouble } from '../db/passing-trouble.ts';
import { inTransaction } from '../db/transaction.ts';
import type { ImportSessionTable } from '../db/tables/import.ts';
import { diskOf } from '../jobs/decide-failure.ts';
import { defineJob, delays, type RunningJob } from '../jobs/kind.ts';
import { FileReaders } from '../tools/read/file-readers.ts';
import { Committer } from './accept/committer.ts';
import type { IngestNeeds } from './ingest-needs.ts';
import { enqueuePairing, pairTakenIn } from './pair-companions.ts';
import { removeTemp } from './place/library-temp.ts';
import { watchSource } from './place/source-presence.ts';
import { FolderLedger } from './scan/folder-ledger.ts';
import { openPlacer, planScan } from './scan/plan-scan.ts';
import { recordGone } from './scan/record-gone.ts';
import { assertOnline, onlineRoots } from './scan/root-presence.ts';
import { ScanRun } from './scan/scan-run.ts';
import { EarlierLines } from './session/earlier-lines.ts';
import { ImportLog } from './session/import-log.ts';

/** A scan may take a day; it is watched by its heartbeat, not by this limit. */
const TIMEOUT_MS = 24 * 3_600_000;
/** What a scan waits for as long as it takes; the job is tried again without using up its attempts. */
const AWAY: ReadonlySet<string> = new Set(['root_offline', 'disk_full']);

/** Takes in what is new or changed in a folder: one job an import session, resumable at any point. */
export const scanFolder = defineJob({
  kind: 'ingest.scan',
  input: z.object({ sessionId: SessionId }),
  queue: 'scan',
  priority: 50,
  retry: delays(2_000, 10_000, 60_000),
  timeoutMs: TIMEOUT_MS,
  resources: { disk: 1 },
  services: () => [diskOf('scan')],
  uniqueKey: ({ sessionId }) => sessionId,
  about: ({ sessionId }) => ({ session: sessionId }),
  async run({ sessionId }, needs: IngestNeeds, job) {
    const session = await needs.db
      .selectFrom('import_session')
      .selectAll()
      .where('id', '=', sessionId)
      .executeTakeFirst();
    if (!session) throw new AppError('session_not_found', 'No such import session', { details: { sessionId } });
    const began = session.began_at_ms ?? needs.clock.now();
    await setSession(needs, sessionId, { state: 'running', code: null, message: null, began_at_ms: began });
    try {
      const { counts, kept, gone } = await scan(session, needs, job);
      const told =
        kept === 0
          ? {}
          : {
              code: 'source_kept',
              message: `${countOf(kept, 'source', 'sources')} could not be removed, or changed meanwhile`,
            };
      const known = gone === 0 ? {} : { counts: JSON.stringify({ ...counts, gone }) };
      await setSession(needs, sessionId, { state: 'done', ended_at_ms: needs.clock.now(), ...told, ...known });
      return counts;
    } catch (error) {
      const end = endOf(error, job, needs.clock.now());
      await setSession(needs, sessionId, end);
      if (end.state !== 'waiting') await pairTakenIn(needs, session);
      throw error;
    }
  },
});

/** What an early end makes of the session. A stop of the program is no cancel: the session goes on with its job. */
function endOf(thrown: unknown, job: RunningJob, nowMs: number): Partial<ImportSessionTable> {
  if (job.signal.aborted || hasCode(thrown, 'cancelled')) {
    const isCancel = job.reason() === 'cancel';
    return { state: isCancel ? 'cancelled' : 'waiting', ended_at_ms: isCancel ? nowMs : null };
  }
  const error = toAppError(thrown);
  const { code, message, retry } = error;
  const isWaiting = AWAY.has(code) || isPassingTrouble(error) || (retry !== 'give-up' && !job.isLastTry);
  return { state: isWaiting ? 'waiting' : 'failed', code, message, ended_at_ms: isWaiting ? null : nowMs };
}

async function setSession(needs: IngestNeeds, id: string, set: Partial<ImportSessionTable>): Promise<void> {
  await inTransaction(needs.db, async (tx) => {
    await tx.updateTable('import_session').set(set).where('id', '=', id).execute();
  });
}

async function scan(
  session: ImportSessionTable,
  needs: IngestNeeds,
  job: RunningJob,
): Promise<{ counts: Record<string, number>; kept: number; gone: number }> {
  job.stage('plan');
  const settings = needs.ingestSettings();
  const root = await getRoot(needs.db, session.root_id);
  await assertOnline(needs, root);
  const roots = await onlineRoots(needs, root);
  const plan = await planScan(needs, session, root);
  const source = plan.isPlaced ? await watchSource(plan.from) : undefined;
  const about = { id: session.id, attempt: job.attempt };
  const log = new ImportLog(about, await EarlierLines.load(needs.db, session.id));
  const isRemembered = !plan.isPlaced && plan.only === null;
  const ledger = isRemembered
    ? await FolderLedger.load(needs.db, root.id, plan.sub)
    : new FolderLedger(needs.db, plan.isPlaced ? null : root.id, []);
  await using readers = new FileReaders(settings.readers, settings);
  const committer = new Committer(needs, settings, { session: about, log, roots });
  const placer = await openPlacer(needs, session, { plan, root, layout: settings.layout });
  const run = new ScanRun(needs, { settings, plan, parts: { readers, committer, ledger, log, placer } }, job.signal);
  job.facts({ mode: plan.isPlaced ? 'placed' : 'in-place', readers: settings.readers });
  job.stage('walk and record');
  try {
    await run.run((done, total) => job.progress(done, total));
  } finally {
    if (placer) await removeTemp(root.path, session.id);
  }
  job.stage('look for missing files');
  if (placer) await assertOnline(needs, root);
  await source?.assertThere(); // else what was not read because its card is gone would be called skipped
  const gone = placer ? 0 : await recordGone(needs, root, ledger);
  const folders = placer ? [] : ledger.changedFolders;
  await enqueuePairing(needs, session, { folders, groups: run.placedGroups });
  if (!log.earlier.isEmpty) await pairTakenIn(needs, session);
  return { counts: log.counts(), kept: placer?.kept ?? 0, gone };
}
