import { isoTimeOrNull } from '../../base/iso-time.ts';
import {
  type FailureGroup,
  type ImportPhase,
  ImportPhaseName,
  type ImportReport,
  type ImportView,
} from '../../contract/import.ts';
import type { Database } from '../../db/database.ts';
import type { ImportSessionTable } from '../../db/tables/import.ts';
import { factsOf, lastEndMs, type PhaseFacts } from './session-report.ts';

/** How an import went, or goes; `view` and `failures` = the same session as it is shown. */
export async function viewReport(
  db: Database,
  session: ImportSessionTable,
  { view, failures }: { readonly view: ImportView; readonly failures: readonly FailureGroup[] },
): Promise<ImportReport> {
  const facts = await factsOf(db, session, failures);
  const phases = ImportPhaseName.options.map((name) => viewPhase(name, facts.phases[name], session));
  const isOver = phases.every(({ status }) => status !== 'waiting' && status !== 'running');
  const endedAtMs = isOver ? lastEndMs(facts) : null;
  const { skipped: _leftOut, ...taken } = view.counts;
  const files = Object.values(taken).reduce((sum, count) => sum + count, 0);
  return {
    startedAt: view.startedAt,
    endedAt: isoTimeOrNull(endedAtMs),
    durationMs: endedAtMs === null ? null : Math.max(0, endedAtMs - session.started_at_ms),
    phases,
    files,
    errors: facts.problems,
    successRate: files === 0 ? null : Math.max(0, files - facts.problems) / files,
  };
}

function viewPhase(name: ImportPhaseName, phase: PhaseFacts, session: ImportSessionTable): ImportPhase {
  const { startedAtMs, endedAtMs, done, total, errors } = phase;
  const status = statusOf(name, phase, session);
  const isOver = status !== 'waiting' && status !== 'running';
  return {
    name,
    status,
    startedAt: isoTimeOrNull(startedAtMs),
    endedAt: isOver ? isoTimeOrNull(endedAtMs) : null,
    durationMs: isOver && startedAtMs !== null && endedAtMs !== null ? Math.max(0, endedAtMs - startedAtMs) : null,
    done,
    total,
    errors,
  };
}

/** What was taken in is described and pictured also when the import was stopped. */
function statusOf(
  name: ImportPhaseName,
  { startedAtMs, done, total }: PhaseFacts,
  { state, walk_done: walkDone }: ImportSessionTable,
): ImportPhase['status'] {
  const ended = state === 'cancelled' ? 'stopped' : state;
  if (name === 'walk') return walkDone === 1 ? 'done' : ended;
  if (name === 'take-in') return ended;
  if (state !== 'waiting' && state !== 'running' && done >= total) return total === 0 ? 'skipped' : 'done';
  return startedAtMs === null ? 'waiting' : 'running';
}
