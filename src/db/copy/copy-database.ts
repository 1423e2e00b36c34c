import { AppError } from '../../base/errors.ts';
import { applyMigration, createLedger } from '../apply-migration.ts';
import { compareMigrations } from '../compare-migrations.ts';
import type { Database, Tx } from '../database.ts';
import { isPostgres } from '../dialect/is-postgres.ts';
import { findHolder, inUse } from '../hold-library.ts';
import type { OpenDatabase } from '../open.ts';
import { rows } from '../rows.ts';
import { inTransaction } from '../transaction.ts';
import { copyOrder } from './copy-order.ts';
import { copyRows, type TableCopied } from './copy-rows.ts';
import { knownSteps, type Step } from './known-steps.ts';

/**
 * Copies a whole library into another, empty database, of either kind; it is there whole and verified, or not at all.
 * @throws no_library · library_in_use · database_newer · migration_changed · database_not_empty · database_copy_differs
 */
export async function copyDatabase(
  from: OpenDatabase,
  to: OpenDatabase,
  onTable?: (copied: TableCopied) => void,
): Promise<readonly TableCopied[]> {
  const applied = await knownSteps(from);
  const holder = await findHolder(from.db, Date.now());
  if (holder) throw inUse(holder);
  await assertEmpty(to);
  await makeSchema(to, applied);
  return await inTransaction(to.db, (tx) => copyRows(from.db, tx, onTable));
}

/**
 * A copy of a PostgreSQL database, as it is at this moment, into a new database of the same schema.
 * @throws as `copyDatabase`, but also while the library runs
 */
export async function copySnapshot(from: OpenDatabase, to: OpenDatabase): Promise<void> {
  await makeSchema(to, await knownSteps(from));
  await atOneMoment(from.db, (snapshot) => inTransaction(to.db, (tx) => copyRows(snapshot, tx)));
}

async function atOneMoment<T>(db: Database, work: (snapshot: Tx) => Promise<T>): Promise<T> {
  if (!isPostgres(db)) return inTransaction(db, work);
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work);
}

async function makeSchema(to: OpenDatabase, steps: readonly Step[]): Promise<void> {
  await inTransaction(to.db, createLedger);
  for (const step of steps) await applyMigration(to.db, step);
}

async function assertEmpty(to: OpenDatabase): Promise<void> {
  const { applied } = await compareMigrations(to.db);
  if (applied.length === 0) return;
  for (const table of copyOrder) {
    const [row] = await rows<{ n: number }>(to.db, `select count(*) as n from "${table}"`, []);
    if ((row?.n ?? 0) === 0) continue;
    throw new AppError('database_not_empty', `${to.file} holds a library already: ${row?.n} rows of ${table}`, {
      details: { table, rows: row?.n },
    });
  }
}
