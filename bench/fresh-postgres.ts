import { newId } from '../src/base/ids.ts';
import { migrate } from '../src/db/migrate.ts';
import { type OpenDatabase, openDatabase } from '../src/db/open.ts';
import { postgresClient } from '../src/db/postgres-client.ts';

/** Measures in a library of its own on a running server. */
export async function inFreshDatabase(
  server: string,
  measure: (open: OpenDatabase) => Promise<number>,
): Promise<number> {
  const name = newId('db', Date.now());
  const client = postgresClient(server);
  await client.connect();
  await client.query(`create database "${name}"`);
  await client.end();
  await using open = await openDatabase({ file: new URL(`/${name}`, server).href });
  await migrate(open);
  return await measure(open);
}
