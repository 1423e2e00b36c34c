import { AppError } from '../../base/errors.ts';
import type { Database } from '../../db/database.ts';

/** Ends what is asked about an asset that there is not, whose lists would merely be empty. @throws asset_not_found */
export async function requireAsset(db: Database, id: string): Promise<void> {
  const row = await db.selectFrom('asset').select('id').where('id', '=', id).executeTakeFirst();
  if (!row) throw new AppError('asset_not_found', 'No such asset', { details: { id } });
}
