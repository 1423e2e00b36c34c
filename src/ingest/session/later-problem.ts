import { type RawBuilder, sql, type SqlBool } from 'kysely';
import { DAMAGE_CODES } from '../../catalogue/assets/damage-codes.ts';
import { SIDECAR_PROBLEMS } from '../../catalogue/assets/sidecar-problems.ts';

const listed = (codes: ReadonlySet<string>): RawBuilder<unknown> => sql.join([...codes].map((code) => sql.lit(code)));
const sidecarCodes = listed(SIDECAR_PROBLEMS);
const damageCodes = listed(DAMAGE_CODES);

/**
 * What went wrong with an asset after a line of the log took it in; for a query that joins `import_item` with `asset`.
 * Each asset counts once, with its own file: a copy is no second failure, nor is a sidecar where its picture came too.
 */
export const laterProblem: Readonly<Record<'metadata' | 'pictures', RawBuilder<SqlBool>>> = {
  pictures: sql`(import_item.outcome in ('imported', 'changed')
    and (asset.pictures_state = 'failed' or (asset.pictures_state = 'degraded' and asset.pictures_code in (${damageCodes}))))`,
  metadata: sql`(
    (import_item.outcome in ('imported', 'changed')
      and (asset.metadata_state = 'failed' or (asset.metadata_state = 'degraded' and asset.metadata_code in (${sidecarCodes}))))
    or (import_item.outcome = 'companion' and asset.metadata_state = 'degraded' and asset.metadata_code in (${sidecarCodes})
      and not exists (
        select 1 from import_item as own
        where own.session_id = import_item.session_id and own.asset_id = asset.id and own.outcome in ('imported', 'changed'))))`,
};
