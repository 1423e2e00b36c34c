import { sql } from 'kysely';
import { isoTime } from '../../base/iso-time.ts';
import { helpFor } from '../../contract/errors.ts';
import { AssetId, JobId } from '../../contract/ids.ts';
import type { JobFailureGroup, JobFilter } from '../../contract/job.ts';
import type { Database } from '../../db/database.ts';
import { viewProblem } from './job-problem.ts';
import { conditionsOf, hasCode } from './list-jobs.ts';

/** As much of an error as holds its code: `{"code":"` and the longest of our codes. */
const START_CHARS = 48;
/** More codes at once are nothing a person reads. */
const MOST_GROUPS = 50;
const MOST_ASSETS = 12;

interface Part {
  readonly start: string;
  readonly kind: string;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** Failed jobs that nobody ignored, by error code, most first. */
export async function failureGroups(
  db: Database,
  filter: Pick<JobFilter, 'queue' | 'kind'>,
): Promise<JobFailureGroup[]> {
  const failed = sql.join(conditionsOf({ ...filter, state: 'failed', ignored: false }), sql` and `);
  const { rows } = await sql<Part>`
    select substr(job.error, 1, ${sql.lit(START_CHARS)}) as start, job.kind as kind, count(*) as count,
      min(job.finished_at_ms) as "firstMs", max(job.finished_at_ms) as "lastMs"
    from job where ${failed} group by substr(job.error, 1, ${sql.lit(START_CHARS)}), job.kind`.execute(db);
  const byCode = Map.groupBy(rows, ({ start }) => codeOf(start));
  const sizes = [...byCode].map(([code, parts]) => ({ code, parts, count: total(parts) }));
  const groups = sizes.sort((a, b) => b.count - a.count).slice(0, MOST_GROUPS);
  return await Promise.all(groups.map(({ code, parts }) => viewGroup(db, { code, parts, failed })));
}

async function viewGroup(
  db: Database,
  group: { code: string; parts: readonly Part[]; failed: ReturnType<typeof sql> },
): Promise<JobFailureGroup> {
  const { code, parts, failed } = group;
  const mine = sql`${failed} and ${hasCode(code)}`;
  const sample = await sql<{ id: string; kind: string; error: string; asset_id: string | null; name: string | null }>`
    select job.id, job.kind, job.error, job.asset_id, asset.name from job left join asset on asset.id = job.asset_id
    where ${mine} order by job.finished_at_ms desc limit 1`.execute(db);
  const affected = await sql<{ id: string; name: string }>`
    select distinct asset.id, asset.name from job join asset on asset.id = job.asset_id where ${mine}
    order by asset.id limit ${sql.lit(MOST_ASSETS)}`.execute(db);
  const assets = await sql<{ n: number }>`select count(distinct job.asset_id) as n from job where ${mine}`.execute(db);
  const [newest] = sample.rows;
  const problem = viewProblem(newest?.error ?? null);
  const assetId = AssetId.safeParse(newest?.asset_id);
  const kinds = Map.groupBy(parts, ({ kind }) => kind);
  return {
    code,
    help: helpFor(code),
    cause: problem?.cause ?? null,
    count: total(parts),
    assets: assets.rows[0]?.n ?? 0,
    kinds: [...kinds].map(([kind, of]) => ({ kind, count: total(of) })).sort((a, b) => b.count - a.count),
    firstAt: isoTime(Math.min(...parts.map(({ firstMs }) => firstMs))),
    lastAt: isoTime(Math.max(...parts.map(({ lastMs }) => lastMs))),
    sample: {
      jobId: JobId.parse(newest?.id),
      kind: newest?.kind ?? '',
      message: problem?.message ?? '',
      asset: assetId.success && newest && newest.name !== null ? { id: assetId.data, name: newest.name } : null,
    },
    affected: affected.rows.map(({ id, name }) => ({ id: AssetId.parse(id), name })),
  };
}

function total(parts: readonly Part[]): number {
  return parts.reduce((sum, { count }) => sum + count, 0);
}

function codeOf(start: string | null): string {
  return /^\{"code":"(?<code>[^"]+)"/u.exec(start ?? '')?.groups?.['code'] ?? 'unexpected';
}
