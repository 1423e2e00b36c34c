import type { Kysely } from 'kysely';
import type { Database, Tx } from '../database.ts';
import { rows } from '../rows.ts';
import type { SchemaEntry } from './sqlite.ts';

/** Columns in order, then constraints: what makes a table. */
const TABLES = `
select c.relname as name, string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
    || case when a.attnotnull then ' not null' else '' end || case a.attidentity when '' then '' else ' identity' end
    || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') || coalesce(' collate ' || l.collname, ''),
    ', ' order by a.attname)
  || coalesce((select '; ' || string_agg(pg_get_constraintdef(k.oid), '; ' order by k.conname) from pg_constraint k
    where k.conrelid = c.oid and k.contype in ('p', 'u', 'f', 'c')), '') as definition
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
left join pg_collation l on l.oid = a.attcollation and l.collname != 'default'
where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
group by c.oid, c.relname`;

const INDEXES = `
select indexname as name, replace(indexdef, ' ON ' || schemaname || '.', ' ON ') as definition
from pg_indexes where schemaname = current_schema()`;

/** Name and version of the database program. */
export async function readPostgresEngine(db: Database): Promise<string> {
  const [row] = await rows<{ version: string }>(db, `select current_setting('server_version') as version`, []);
  return `PostgreSQL ${row?.version}`;
}

/** Every table and index of the schema that is searched first, by name. */
export async function readPostgresSchema(db: Database | Tx): Promise<readonly SchemaEntry[]> {
  return rows<SchemaEntry>(db, `${TABLES} union all ${INDEXES} order by name`, []);
}

/** The schema that `make` would make in an empty database; nothing of it stays. @throws database_refused */
export async function schemaMadeBy(
  db: Database,
  make: (empty: Kysely<unknown>) => Promise<void>,
): Promise<readonly SchemaEntry[]> {
  const tx = await db.startTransaction().setAccessMode('read write').execute();
  try {
    await rows(tx, 'create schema supervisor_compare', []);
    await rows(tx, 'set local search_path to supervisor_compare', []);
    await make(tx as unknown as Kysely<unknown>); // migrations know no table types
    return await readPostgresSchema(tx);
  } finally {
    await tx.rollback().execute();
  }
}
