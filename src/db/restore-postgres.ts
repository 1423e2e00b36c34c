import type { Kysely } from 'kysely';
import { createLedger } from './apply-migration.ts';
import { copyOrder } from './copy/copy-order.ts';
import { copyRows } from './copy/copy-rows.ts';
import { knownSteps, type Step } from './copy/known-steps.ts';
import { compareMigrations } from './compare-migrations.ts';
import type { Tx } from './database.ts';
import { findHolder, inUse } from './hold-library.ts';
import { type OpenDatabase, openDatabase, openReader } from './open.ts';
import { verifyBackup } from './restore.ts';
import { rows } from './rows.ts';
import { inTransaction } from './transaction.ts';

const TABLES = `
select tablename as name from pg_tables
where schemaname = current_schema() and tablename in (select value from json_each(?))`;

/**
 * Puts a backup in the place of the library in a PostgreSQL database, in one transaction. The replaced tables stay in a
 * schema beside it. @returns its name. @throws backup_unusable, library_in_use, database_away
 */
export async function restorePostgres(url: string, fromBackup: string): Promise<{ readonly replaced?: string }> {
  await verifyBackup(fromBackup, fromBackup);
  await using from = await openReader({ file: fromBackup });
  await using to = await openDatabase({ file: url });
  const steps = await knownSteps(from);
  await assertFree(to);
  return await inTransaction(to.db, async (tx) => {
    const replaced = await setAside(tx);
    await makeSchema(tx, steps);
    await copyRows(from.db, tx);
    return replaced === undefined ? {} : { replaced };
  });
}

async function assertFree(open: OpenDatabase): Promise<void> {
  const { applied } = await compareMigrations(open.db);
  const holder = applied.length > 0 ? await findHolder(open.db, Date.now()) : undefined;
  if (holder) throw inUse(holder);
}

/** Indexes and counters go with their tables. */
async function setAside(tx: Tx): Promise<string | undefined> {
  const tables = await rows<{ name: string }>(tx, TABLES, [JSON.stringify([...copyOrder, 'schema_migration'])]);
  if (!tables.some(({ name }) => name === 'schema_migration')) return undefined;
  const aside = `supervisor_replaced_${new Date().toISOString().replaceAll(/[-:.TZ]/g, '')}`;
  await rows(tx, `create schema "${aside}"`, []);
  for (const { name } of tables) await rows(tx, `alter table "${name}" set schema "${aside}"`, []);
  return aside;
}

async function makeSchema(tx: Tx, steps: readonly Step[]): Promise<void> {
  await createLedger(tx);
  for (const { id, name, hash, description, up } of steps) {
    await up(tx as unknown as Kysely<unknown>); // migrations know no table types
    await tx
      .insertInto('schema_migration')
      .values({ id, name, hash, applied_at_ms: Date.now(), description })
      .execute();
  }
}
