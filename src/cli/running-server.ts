import { existsSync } from 'node:fs';
import type { Database } from '../db/database.ts';
import { hasDatabase } from '../db/has-database.ts';
import { findHolder, type Holder } from '../db/hold-library.ts';
import { openReader } from '../db/open.ts';
import { inTransaction } from '../db/transaction.ts';
import { pidAt } from './background/live-answer.ts';
import type { FoundSettings } from './find-settings.ts';
import type { ServerCalls } from './server-calls.ts';

const KEY = 'server';

/** What tells where the catalogue of a library is. */
export type LibraryPlace = Pick<FoundSettings, 'paths' | 'config'>;

/** Leaves the address of a running server in the library, for commands; disposing takes it away. */
export async function publishServer(db: Database, url: string): Promise<AsyncDisposable> {
  const remove = (): Promise<void> =>
    inTransaction(db, async (tx) => {
      await tx.deleteFrom('library_meta').where('key', '=', KEY).execute();
    });
  await remove();
  await inTransaction(db, async (tx) => {
    await tx.insertInto('library_meta').values({ key: KEY, value: url }).execute();
  });
  return { [Symbol.asyncDispose]: remove };
}

/** What a command can ask of the server that runs this library; undefined when none runs or it does not answer. */
export async function findRunningServer(found: FoundSettings): Promise<ServerCalls | undefined> {
  const url = await findServerAddress(found);
  // Most commands find no server: the client is loaded only where there is one.
  return url === undefined ? undefined : await (await import('./server-calls.ts')).callServer(url);
}

/** Address of the server that runs this library, as it left it there. */
export async function findServerAddress(found: FoundSettings): Promise<string | undefined> {
  return hasDatabase(found.paths.database)
    ? await answering((await findHolding(found))?.url)
    : await serverWithoutFile(found);
}

/** Where the database's file was moved away from under a server, that one answers where the settings say. */
async function serverWithoutFile({ config, paths }: FoundSettings): Promise<string | undefined> {
  const { host, port } = config.server;
  if (port === 0 || !existsSync(paths.logs)) return undefined; // nothing ever ran here
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}/`;
  return (await (await import('./server-calls.ts')).runsLibrary(url, paths.data)) ? url : undefined;
}

/** A server that hangs is as good as none: it would have every command wait for minutes. */
async function answering(url: string | undefined): Promise<string | undefined> {
  return url !== undefined && (await pidAt(url)) !== undefined ? url : undefined;
}

/** The process that runs this library, and the address that the last server has left there: its own, if it serves at all. */
export async function findHolding(
  found: LibraryPlace,
): Promise<{ readonly holder: Holder; readonly url: string | undefined } | undefined> {
  if (!hasDatabase(found.paths.database)) return undefined;
  await using open = await openReader({
    file: found.paths.database,
    busyTimeoutMs: found.config.database.busyTimeoutMs,
  });
  return await holdingOf(open.db);
}

async function holdingOf(db: Database): Promise<Awaited<ReturnType<typeof findHolding>>> {
  const hasTable = await db.introspection
    .getTables()
    .then((tables) => tables.some((table) => table.name === 'library_meta'));
  const holder = hasTable ? await findHolder(db, Date.now()) : undefined;
  if (holder === undefined) return undefined;
  const row = await db.selectFrom('library_meta').select('value').where('key', '=', KEY).executeTakeFirst();
  return { holder, url: row?.value };
}
