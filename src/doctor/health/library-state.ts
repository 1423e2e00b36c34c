import { isoTime, isoTimeOrNull } from '../../base/iso-time.ts';
import { maskUrl } from '../../base/database-url.ts';
import { SessionId } from '../../contract/ids.ts';
import type { HealthSnapshot } from '../../contract/health.ts';
import type { JobRow } from '../../contract/job.ts';
import type { Database } from '../../db/database.ts';
import type { SchemaState, SchemaWatch } from '../../db/schema-watch.ts';
import { listJobs } from '../../jobs/overview/list-jobs.ts';

const RECENT = 10;
const MOST_CODES = 20;

/** What the database says of the library beside its work. */
export interface LibraryState {
  readonly schema: SchemaState;
  readonly connection: string;
  readonly items: HealthSnapshot['items'];
  readonly ended: readonly JobRow[];
  readonly scans: HealthSnapshot['scans'];
}

interface StateNeeds {
  readonly reader: Database;
  /** Path or address of the database. */
  readonly place: string;
  readonly schema: SchemaWatch;
  /** How much the library holds. */
  items(): Promise<HealthSnapshot['items']>;
}

/** Reads it, from indexes and what is kept counted. */
export async function readLibraryState({ reader, place, schema, items }: StateNeeds): Promise<LibraryState> {
  return {
    schema: await schema.look(),
    connection: maskUrl(place),
    items: await items(),
    ended: (await listJobs(reader, { state: 'ended' }, { limit: RECENT })).rows,
    scans: await readScans(reader),
  };
}

async function readScans(db: Database): Promise<HealthSnapshot['scans']> {
  const session = await db
    .selectFrom('import_session')
    .select(['id', 'folder', 'state', 'started_at_ms', 'ended_at_ms', 'found', 'code', 'message'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!session) return { last: null, errors: [] };
  const errors = await db
    .selectFrom('import_item')
    .select((eb) => [eb.fn.coalesce('code', eb.val('unexpected')).as('code'), eb.fn.countAll<number>().as('count')])
    .where('session_id', '=', session.id)
    .where('outcome', '=', 'error')
    .groupBy('code')
    .orderBy('count', 'desc')
    .execute();
  const { folder, state, found, code, message } = session;
  return {
    last: {
      id: SessionId.parse(session.id),
      folder,
      state,
      startedAt: isoTime(session.started_at_ms),
      endedAt: isoTimeOrNull(session.ended_at_ms),
      found,
      errors: errors.reduce((sum, { count }) => sum + count, 0),
      code,
      message,
    },
    errors: errors.slice(0, MOST_CODES),
  };
}
