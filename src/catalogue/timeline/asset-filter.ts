import type { ExpressionBuilder, ExpressionWrapper, SqlBool } from 'kysely';
import type { AssetFilter } from '../../contract/asset.ts';
import { DAMAGE_CODES } from '../assets/damage-codes.ts';
import type { Tables } from '../../db/tables/database.ts';

type Eb = ExpressionBuilder<Tables, 'asset'>;
type Condition = ExpressionWrapper<Tables, 'asset', SqlBool>;

/** The conditions of a filter. Companions are shown with their cover, archived and trashed assets only when asked for. */
export function filterConditions(eb: Eb, filter: AssetFilter): Condition[] {
  const conditions: Condition[] = [eb('asset.cover_id', 'is', null)];
  if (filter.status === undefined) conditions.push(eb('asset.status', 'not in', ['archived', 'trashed']));
  else conditions.push(eb('asset.status', '=', filter.status));
  if (filter.kind !== undefined) conditions.push(eb('asset.kind', '=', filter.kind));
  if (filter.name !== undefined && filter.name !== '') {
    conditions.push(eb('asset.name', 'like', `%${filter.name.replaceAll(/[%_]/gu, '')}%`));
  }
  if (filter.problem !== undefined) conditions.push(PROBLEMS[filter.problem](eb));
  if (filter.session !== undefined) conditions.push(sessionCondition(eb, filter.session));
  if (filter.root !== undefined) conditions.push(placeCondition(eb, filter.root, filter.folder ?? ''));
  return conditions;
}

const PROBLEMS: Readonly<Record<NonNullable<AssetFilter['problem']>, (eb: Eb) => Condition>> = {
  damaged: (eb) =>
    eb.and([eb('asset.pictures_state', '!=', 'ready'), eb('asset.pictures_code', 'in', [...DAMAGE_CODES])]),
  'no-preview': (eb) => eb('asset.pictures_state', 'in', ['failed', 'none']),
  'no-date': (eb) => eb('asset.captured_source', '=', 'file-time'),
  metadata: (eb) => eb('asset.metadata_state', 'in', ['failed', 'degraded']),
  mismatch: (eb) => eb('asset.mismatch', 'is not', null),
};

function sessionCondition(eb: Eb, session: string): Condition {
  return eb.exists(
    eb
      .selectFrom('import_item')
      .select('import_item.id')
      .whereRef('import_item.asset_id', '=', 'asset.id')
      .where('import_item.session_id', '=', session),
  );
}

function placeCondition(eb: Eb, root: string, folder: string): Condition {
  let files = eb
    .selectFrom('asset_file')
    .select('asset_file.id')
    .whereRef('asset_file.asset_id', '=', 'asset.id')
    .where('asset_file.root_id', '=', root);
  if (folder !== '') {
    files = files.where((inner) =>
      inner.or([
        inner('asset_file.folder', '=', folder),
        inner.and([inner('asset_file.folder', '>=', `${folder}/`), inner('asset_file.folder', '<', `${folder}0`)]),
      ]),
    );
  }
  return eb.exists(files);
}
