import { type Selectable, sql, type SqlBool } from 'kysely';
import { AppError } from '../../base/errors.ts';
import { isoTime, isoTimeOrNull } from '../../base/iso-time.ts';
import { AssetId, JobId, SessionId, WorkerId } from '../../contract/ids.ts';
import type { JobFilter, JobRow } from '../../contract/job.ts';
import type { PageAsk, PageOf } from '../../contract/page.ts';
import type { Database } from '../../db/database.ts';
import type { JobTable } from '../../db/tables/job.ts';
import { storedStart, viewProblem } from './job-problem.ts';

/** Columns of a list: payload and result are left where they are. */
const COLUMNS = [
  'job.id',
  'job.kind',
  'job.queue',
  'job.state',
  'job.priority',
  'job.attempt',
  'job.max_attempts',
  'job.progress_done',
  'job.progress_total',
  'job.stage',
  'job.stage_at_ms',
  'job.blocked_on',
  'job.error',
  'job.ignored_at_ms',
  'job.cancel_requested_at_ms',
  'job.worker_id',
  'job.asset_id',
  'job.session_id',
  'job.created_at_ms',
  'job.run_at_ms',
  'job.started_at_ms',
  'job.finished_at_ms',
] as const;

type ColumnName = (typeof COLUMNS)[number] extends `job.${infer Name}` ? Name : never;

/** A job with what is joined to it: the name of its asset, the last beat of its worker. */
export interface ListedJob extends Pick<Selectable<JobTable>, ColumnName> {
  readonly asset_name: string | null;
  readonly seen_at_ms: number | null;
}

const PENDING = ['held', 'waiting', 'scheduled', 'blocked', 'ready'] as const;
const STATES = {
  pending: PENDING,
  open: [...PENDING, 'running'],
  ended: ['done', 'failed', 'cancelled'],
} as const;

type StateFilter = NonNullable<JobFilter['state']>;

function statesOf(state: StateFilter): readonly string[] {
  return state === 'pending' || state === 'open' || state === 'ended' ? STATES[state] : [state];
}

/** The filter as conditions; states are written out, so that the partial indexes are used. */
export function conditionsOf(filter: JobFilter): ReturnType<typeof sql<SqlBool>>[] {
  const { state, code, ignored } = filter;
  const all: (ReturnType<typeof sql<SqlBool>> | undefined)[] = [
    state === undefined ? undefined : stateIn(statesOf(state)),
    filter.queue === undefined ? undefined : sql<SqlBool>`job.queue = ${filter.queue}`,
    filter.kind === undefined ? undefined : sql<SqlBool>`job.kind = ${filter.kind}`,
    filter.asset === undefined ? undefined : sql<SqlBool>`job.asset_id = ${filter.asset}`,
    filter.session === undefined ? undefined : sql<SqlBool>`job.session_id = ${filter.session}`,
    filter.group === undefined ? undefined : sql<SqlBool>`job.session_id = ${filter.group}`,
    filter.worker === undefined ? undefined : sql<SqlBool>`job.worker_id = ${filter.worker}`,
    filter.createdBefore === undefined
      ? undefined
      : sql<SqlBool>`job.created_at_ms < ${Date.parse(filter.createdBefore)}`,
    code === undefined ? undefined : hasCode(code),
    ignored === undefined
      ? undefined
      : ignored
        ? sql<SqlBool>`job.ignored_at_ms is not null`
        : sql<SqlBool>`job.ignored_at_ms is null`,
  ];
  return all.filter((condition) => condition !== undefined);
}

/** Jobs whose last error has this code. */
export function hasCode(code: string): ReturnType<typeof sql<SqlBool>> {
  const start = storedStart(code);
  return sql<SqlBool>`substr(job.error, 1, ${sql.lit(start.length)}) = ${start}`;
}

/** Newest first; where only ended jobs are asked for, by when they ended. */
export async function listJobs(db: Database, filter: JobFilter, page: PageAsk): Promise<PageOf<JobRow>> {
  return endedStates(filter).length === 0 ? await listByMaking(db, filter, page) : await listByEnd(db, filter, page);
}

async function listByMaking(db: Database, filter: JobFilter, { cursor, limit }: PageAsk): Promise<PageOf<JobRow>> {
  const before = cursor === undefined ? [] : [sql<SqlBool>`job.id < ${cursor}`];
  if (cursor !== undefined && CURSOR_OF_END.test(cursor)) throw otherList();
  const found = await jobRows(db, [...conditionsOf(filter), ...before], { limit: limit + 1, byEnd: false });
  const rows = found.slice(0, limit).map(viewRow);
  const last = rows.at(-1);
  return found.length > limit && last ? { rows, next: last.id } : { rows };
}

/** Each state is read by itself from the index of ended jobs, which knows the order within a state. */
async function listByEnd(db: Database, filter: JobFilter, { cursor, limit }: PageAsk): Promise<PageOf<JobRow>> {
  const before = cursor === undefined ? [] : [endedBefore(cursor)];
  const found: ListedJob[] = [];
  for (const state of endedStates(filter).filter((one) => canHave(filter.code, one))) {
    const conditions = [...conditionsOf({ ...filter, state }), ...before, ...(isAboutOne(filter) ? [] : [ANY_ENDED])];
    found.push(...(await jobRows(db, conditions, { limit: limit + 1, byEnd: true })));
  }
  found.sort((a, b) => (b.finished_at_ms ?? 0) - (a.finished_at_ms ?? 0) || (a.id < b.id ? 1 : -1));
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  const next = found.length > limit && last ? { next: `${last.finished_at_ms ?? 0}-${last.id}` } : {};
  return { rows: rows.map(viewRow), ...next };
}

/** The index of ended jobs is used where its own condition stands in the query. */
const ANY_ENDED = stateIn(STATES.ended);

/** The few jobs of an asset or an import have an index of their own. */
function isAboutOne({ asset, session, group }: JobFilter): boolean {
  return asset !== undefined || session !== undefined || group !== undefined;
}

/** The states of a list of nothing but ended jobs: when each was made says little about it then. */
function endedStates({ state }: JobFilter): readonly (typeof STATES.ended)[number][] {
  return state === 'ended' ? STATES.ended : STATES.ended.filter((ended) => ended === state);
}

/** What ended well has no error: among many finished jobs a code is not looked for row by row. */
function canHave(code: string | undefined, state: JobRow['state']): boolean {
  return code === undefined || state !== 'done';
}

/** When the last row of a page ended, and its id. */
const CURSOR_OF_END = /^(?<ms>\d{1,15})-(?<id>jb_.+)$/u;

/** What comes after the row that a cursor names. @throws bad_request for a cursor of another list */
function endedBefore(cursor: string): ReturnType<typeof sql<SqlBool>> {
  const { ms, id } = CURSOR_OF_END.exec(cursor)?.groups ?? {};
  if (id === undefined) throw otherList();
  return sql<SqlBool>`(job.finished_at_ms, job.id) < (${Number(ms)}, ${id})`;
}

function otherList(): AppError {
  return new AppError('bad_request', 'cursor: is of another list than this one');
}

/** What runs now, the longest running first. */
export async function listRunning(db: Database, limit: number): Promise<JobRow[]> {
  const found = await jobRows(db, [stateIn(['running'])], { limit: 1_000, byEnd: false });
  return found
    .map(viewRow)
    .sort((a, b) => (a.startedAt ?? '').localeCompare(b.startedAt ?? ''))
    .slice(0, limit);
}

function stateIn(states: readonly string[]): ReturnType<typeof sql<SqlBool>> {
  const [only] = states;
  if (states.length === 1 && only !== undefined) return sql<SqlBool>`job.state = ${sql.lit(only)}`;
  return sql<SqlBool>`job.state in (${sql.join(states.map((state) => sql.lit(state)))})`;
}

async function jobRows(
  db: Database,
  conditions: readonly ReturnType<typeof sql<SqlBool>>[],
  { limit, byEnd }: { readonly limit: number; readonly byEnd: boolean },
): Promise<ListedJob[]> {
  let query = db
    .selectFrom('job')
    .leftJoin('asset', 'asset.id', 'job.asset_id')
    .leftJoin('worker', 'worker.id', 'job.worker_id')
    .select(COLUMNS)
    .select(['asset.name as asset_name', 'worker.seen_at_ms'])
    .limit(limit);
  if (byEnd) query = query.orderBy('job.finished_at_ms', 'desc');
  query = query.orderBy('job.id', 'desc');
  for (const condition of conditions) query = query.where(condition);
  return await query.execute();
}

/** One row as the API says it. */
export function viewRow(row: ListedJob): JobRow {
  return {
    id: JobId.parse(row.id),
    kind: row.kind,
    queue: row.queue,
    state: row.state,
    priority: row.priority,
    attempt: row.attempt,
    maxAttempts: row.max_attempts,
    done: row.progress_done,
    total: row.progress_total,
    stage: row.state === 'running' ? row.stage : null,
    stageAt: row.state === 'running' ? isoTimeOrNull(row.stage_at_ms) : null,
    blockedOn: row.blocked_on,
    problem: viewProblem(row.error),
    ignored: row.ignored_at_ms !== null,
    cancelRequested: row.cancel_requested_at_ms !== null && row.finished_at_ms === null,
    workerId: row.worker_id === null ? null : WorkerId.parse(row.worker_id),
    heartbeatAt: row.state === 'running' ? isoTimeOrNull(row.seen_at_ms) : null,
    asset: assetOf(row),
    sessionId: row.session_id === null ? null : SessionId.parse(row.session_id),
    groupId: row.session_id,
    createdAt: isoTime(row.created_at_ms),
    runAt: isoTime(row.run_at_ms),
    startedAt: isoTimeOrNull(row.started_at_ms),
    finishedAt: isoTimeOrNull(row.finished_at_ms),
  };
}

/** Null also for an id of no asset: it was removed, or a kind outside the catalogue is about something else. */
function assetOf(row: ListedJob): JobRow['asset'] {
  const id = AssetId.safeParse(row.asset_id);
  return id.success && row.asset_name !== null ? { id: id.data, name: row.asset_name } : null;
}
