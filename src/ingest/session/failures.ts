import { sql } from 'kysely';
import { helpFor } from '../../contract/errors.ts';
import { AssetId } from '../../contract/ids.ts';
import type { FailureGroup } from '../../contract/import.ts';
import type { Database } from '../../db/database.ts';

interface GroupRow {
  code: string | null;
  n: number;
  path: string;
  asset_id: string | null;
  message: string | null;
}

/** What went wrong in a session, grouped by stage and code, most frequent first. */
export async function failureGroups(db: Database, sessionId: string): Promise<FailureGroup[]> {
  const read = await sql<GroupRow>`
    select code, count(*) as n, min(path) as path, min(asset_id) as asset_id, min(message) as message
    from import_item where session_id = ${sessionId} and outcome = 'error' group by code`.execute(db);
  const described = await failedAssets(db, sessionId, 'metadata');
  const pictured = await failedAssets(db, sessionId, 'pictures');
  const groups = [
    ...read.rows.map((row) => view(row, 'read')),
    ...described.map((row) => view(row, 'describe')),
    ...pictured.map((row) => view(row, 'picture')),
  ];
  return groups.sort((a, b) => b.count - a.count);
}

async function failedAssets(db: Database, sessionId: string, work: 'metadata' | 'pictures'): Promise<GroupRow[]> {
  const code = sql.ref(`asset.${work}_code`);
  const result = await sql<GroupRow>`
    select ${code} as code, count(*) as n, min(import_item.path) as path, min(asset.id) as asset_id, min(${sql.ref(`asset.${work}_message`)}) as message
    from import_item join asset on asset.id = import_item.asset_id
    where import_item.session_id = ${sessionId} and ${sql.ref(`asset.${work}_state`)} = 'failed' group by ${code}`.execute(
    db,
  );
  return result.rows;
}

function view(row: GroupRow, stage: FailureGroup['stage']): FailureGroup {
  const code = row.code ?? 'unexpected';
  return {
    code,
    stage,
    help: helpFor(code),
    count: row.n,
    sample: {
      path: row.path,
      assetId: row.asset_id === null ? null : AssetId.parse(row.asset_id),
      message: row.message,
    },
  };
}
