import { z } from 'zod';
import { type HistoryEntry, TraceStep } from '../../contract/asset.ts';
import { viewStep } from '../traces/list-traces.ts';
import type { Database } from '../../db/database.ts';

/** What each event says to a person. Events that are not listed stay out of the history. */
const SENTENCES: Readonly<Record<string, string>> = {
  'asset.imported': 'Imported',
  'asset.changed': 'The file was changed',
  'asset.moved': 'The file was moved',
  'asset.duplicate': 'Another copy was found',
  'asset.missing': 'The file is gone',
  'asset.returned': 'The file is there again',
  'asset.paired': 'Put together with its companion',
  'asset.described': 'Metadata was read',
  'asset.pictured': 'Pictures were made',
  'asset.enhanced': 'A larger preview was made',
};

const Data = z.looseObject({ path: z.string().optional(), message: z.string().nullish() });

/** What happened to an asset, newest first, at most 500 entries. */
export async function assetHistory(db: Database, assetId: string): Promise<HistoryEntry[]> {
  const rows = await db
    .selectFrom('event')
    .selectAll()
    .where('subject', '=', assetId)
    .orderBy('seq', 'desc')
    .limit(500)
    .execute();
  return rows.flatMap((row) => {
    const sentence = SENTENCES[row.type];
    if (sentence === undefined) return [];
    const data = Data.safeParse(JSON.parse(row.data)).data ?? {};
    const detail = [data.path, data.message]
      .filter((part) => part !== undefined && part !== null && part !== '')
      .join(' · ');
    return [
      {
        at: new Date(row.at_ms).toISOString(),
        type: row.type,
        text: detail === '' ? sentence : `${sentence} · ${detail}`,
      },
    ];
  });
}

/** What was tried for an asset, oldest first, the last 500 steps. */
export async function assetTrace(db: Database, assetId: string): Promise<TraceStep[]> {
  const rows = await db
    .selectFrom('import_trace')
    .selectAll()
    .where('asset_id', '=', assetId)
    .orderBy('at_ms', 'desc')
    .orderBy('step', 'desc')
    .limit(500)
    .execute();
  return rows.reverse().map(viewStep);
}

/** All tags as tools read them, newest reading of each source first. */
export async function assetDocuments(
  db: Database,
  assetId: string,
): Promise<{ source: string; tool: string; readAt: string; tags: Record<string, unknown> }[]> {
  const rows = await db
    .selectFrom('metadata_document')
    .selectAll()
    .where('asset_id', '=', assetId)
    .orderBy('source')
    .orderBy('read_at_ms', 'desc')
    .execute();
  return rows.map((row) => ({
    source: row.source,
    tool: row.tool,
    readAt: new Date(row.read_at_ms).toISOString(),
    tags: z.record(z.string(), z.unknown()).parse(JSON.parse(row.tags)),
  }));
}
