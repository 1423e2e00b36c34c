import type { Database } from '../database.ts';
import { isPostgres } from './is-postgres.ts';
import { readPostgresEngine, readPostgresSchema } from './postgres.ts';
import {
  type BrokenReference,
  checkSqliteFile,
  checkSqliteReferences,
  readSqliteEngine,
  readSqliteSchema,
  type SchemaEntry,
} from './sqlite.ts';

/** Name and version of the database program. */
export async function readEngine(db: Database): Promise<string> {
  return isPostgres(db) ? readPostgresEngine(db) : readSqliteEngine(db);
}

/** Every table and index but the database's own, by name; white space of definitions folded. */
export async function readSchema(db: Database): Promise<readonly SchemaEntry[]> {
  return isPostgres(db) ? readPostgresSchema(db) : readSqliteSchema(db);
}

/** Damages of the database itself, in words; empty = whole. Reads everything; PostgreSQL looks after its own files. */
export async function checkIntegrity(db: Database): Promise<readonly string[]> {
  return isPostgres(db) ? [] : checkSqliteFile(db);
}

/** Rows whose parent is missing. PostgreSQL lets none come into being. */
export async function checkReferences(db: Database): Promise<readonly BrokenReference[]> {
  return isPostgres(db) ? [] : checkSqliteReferences(db);
}
