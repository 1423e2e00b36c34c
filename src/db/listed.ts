import { type RawBuilder, sql } from 'kysely';

/** Any number of texts for `in`, as one parameter: SQLite takes at most 32 766 of them, PostgreSQL 65 535. */
export function listed(texts: readonly string[]): RawBuilder<string> {
  return sql<string>`(select value from json_each(${JSON.stringify(texts)}))`;
}
