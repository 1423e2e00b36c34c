import { migratedPostgres, onPostgres } from '../../test/fixtures/test-database.ts';
import { migrate } from './migrate.ts';
import { type OpenDatabase, openDatabase } from './open.ts';

/** An empty catalogue with the schema of today, in memory or on PostgreSQL as the run says. For tests. */
export async function openTestDatabase(): Promise<OpenDatabase> {
  if (onPostgres) return openOnPostgres();
  const open = await openDatabase({ file: ':memory:' });
  await migrate(open);
  return open;
}

async function openOnPostgres(): Promise<OpenDatabase> {
  await using stack = new AsyncDisposableStack();
  const place = stack.use(await migratedPostgres());
  const open = stack.use(await openDatabase(place));
  const owned = stack.move();
  return { ...open, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
