import { sql } from 'kysely';
import type { Database } from '../database.ts';

/** A table or index as the database describes it. */
export interface SchemaEntry {
  readonly name: string;
  readonly definition: string;
}

/** A row that points at a parent that is not there. */
export interface BrokenReference {
  readonly table: string;
  readonly rowId: number;
  readonly parent: string;
}

/** Name and version of the database program. */
export async function readSqliteEngine(db: Database): Promise<string> {
  const { rows } = await sql<{ version: string }>`select sqlite_version() as version`.execute(db);
  return `SQLite ${rows[0]?.version}`;
}

/** Every table and index but the database's own, by name; white space of definitions folded. */
export async function readSqliteSchema(db: Database): Promise<readonly SchemaEntry[]> {
  const { rows } = await sql<{ name: string; sql: string }>`
    select name, sql from sqlite_schema where sql is not null and name not like 'sqlite\_%' escape '\\' order by name
  `.execute(db);
  return rows.map((row) => ({ name: row.name, definition: row.sql.replaceAll(/\s+/g, ' ') }));
}

/** Damages of the file itself, in words; empty = whole. Reads everything. */
export async function checkSqliteFile(db: Database): Promise<readonly string[]> {
  const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db);
  return rows.map((row) => row.integrity_check).filter((text) => text !== 'ok');
}

/** Rows whose parent is missing. */
export async function checkSqliteReferences(db: Database): Promise<readonly BrokenReference[]> {
  const { rows } = await sql<{ table: string; rowid: number; parent: string }>`pragma foreign_key_check`.execute(db);
  return rows.map((row) => ({ table: row.table, rowId: row.rowid, parent: row.parent }));
}
