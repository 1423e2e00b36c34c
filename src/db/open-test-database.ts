import { migrate } from './migrate.ts';
import { type OpenDatabase, openDatabase } from './open.ts';

/** An empty catalogue in memory with the schema of today. For tests. */
export async function openTestDatabase(): Promise<OpenDatabase> {
  const open = await openDatabase({ file: ':memory:' });
  await migrate(open);
  return open;
}
