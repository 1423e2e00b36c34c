import { sql } from 'kysely';
import { DAMAGE_CODES } from '../../catalogue/assets/damage-codes.ts';
import { helpFor } from '../../contract/errors.ts';
import { AssetId } from '../../contract/ids.ts';
import type { FailureGroup, SkipGroup } from '../../contract/import.ts';
import type { Database } from '../../db/database.ts';
import { laterProblem } from './later-problem.ts';

/** The log names folders with a slash at the end. */
const folderCount = sql<number>`count(case when path like '%/' then 1 end)`;

/** The first file of a group, by path. */
interface Sample {
  readonly path: string;
  readonly asset_id: string | null;
  readonly message: string | null;
}

interface Group {
  readonly code: string | null;
  readonly n: number;
  /** How many of them are folders. */
  readonly folders: number;
  readonly sample: Sample | undefined;
}

/** What went wrong in a session, grouped by stage and code, most frequent first. */
export async function failureGroups(db: Database, sessionId: string): Promise<FailureGroup[]> {
  const groups = [
    ...(await filesThat(db, sessionId, 'error')).map((group) => view(group, 'read')),
    ...(await failedAssets(db, sessionId, 'metadata')).map((group) => view(group, 'describe')),
    ...(await failedAssets(db, sessionId, 'pictures')).map((group) =>
      view(group, DAMAGE_CODES.has(group.code ?? '') ? 'damage' : 'picture'),
    ),
  ];
  return groups.sort((a, b) => b.count - a.count);
}

/** What a session left out, grouped by the reason, most frequent first. */
export async function skipGroups(db: Database, sessionId: string): Promise<SkipGroup[]> {
  const groups = await filesThat(db, sessionId, 'skipped');
  return groups
    .map(({ code, n, folders, sample }) => {
      const known = code ?? 'unexpected';
      return { code: known, help: helpFor(known), count: n, folders, path: sample?.path ?? '' };
    })
    .sort((a, b) => b.count - a.count);
}

async function filesThat(db: Database, sessionId: string, outcome: 'error' | 'skipped'): Promise<Group[]> {
  const items = db.selectFrom('import_item').where('session_id', '=', sessionId).where('outcome', '=', outcome);
  const counts = await items
    .select((eb) => ['code', eb.fn.countAll<number>().as('n'), folderCount.as('folders')])
    .groupBy('code')
    .execute();
  return Promise.all(
    counts.map(async ({ code, n, folders }) => ({
      code,
      n,
      folders,
      sample: await items
        .select(['path', 'asset_id', 'message'])
        .where('code', 'is', code)
        .orderBy('path')
        .executeTakeFirst(),
    })),
  );
}

/** Assets of this session's own files; a copy of a failed asset is no second failure. */
async function failedAssets(db: Database, sessionId: string, work: 'metadata' | 'pictures'): Promise<Group[]> {
  const failed = db
    .selectFrom('import_item')
    .innerJoin('asset', 'asset.id', 'import_item.asset_id')
    .where('import_item.session_id', '=', sessionId)
    .where(laterProblem[work]);
  const counts = await failed
    .select((eb) => [`asset.${work}_code as code`, eb.fn.countAll<number>().as('n')])
    .groupBy(`asset.${work}_code`)
    .execute();
  return Promise.all(
    counts.map(async ({ code, n }) => ({
      code,
      n,
      folders: 0,
      sample: await failed
        .select(['import_item.path', 'import_item.asset_id', `asset.${work}_message as message`])
        .where(`asset.${work}_code`, 'is', code)
        .orderBy('import_item.path')
        .executeTakeFirst(),
    })),
  );
}

function view({ code, n, folders, sample }: Group, stage: FailureGroup['stage']): FailureGroup {
  const known = code ?? 'unexpected';
  const assetId = sample?.asset_id ?? null;
  return {
    code: known,
    stage,
    help: helpFor(known),
    count: n,
    folders,
    sample: {
      path: sample?.path ?? '',
      assetId: assetId === null ? null : AssetId.parse(assetId),
      message: sample?.message ?? null,
    },
  };
}
