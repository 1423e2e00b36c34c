import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { migrate } from './migrate.ts';
import { overSqlite } from './open.ts';

const MIGRATIONS = fileURLToPath(new URL('migrations', import.meta.url));
const KEPT = fileURLToPath(new URL('../../node_modules/.cache/test-catalogue', import.meta.url));

let made: Promise<Uint8Array> | undefined;

/**
 * Bytes of a database file with the schema of today and nothing in it. For tests: migrated once for all their processes,
 * and anew when a migration changes, since most tests open a database of their own.
 */
export function testCatalogue(): Promise<Uint8Array> {
  made ??= readOrMake();
  return made;
}

async function readOrMake(): Promise<Uint8Array> {
  const hash = createHash('sha256').update(process.versions['sqlite'] ?? '');
  for (const name of readdirSync(MIGRATIONS).sort()) hash.update(readFileSync(join(MIGRATIONS, name)));
  const path = join(KEPT, `${hash.digest('hex').slice(0, 16)}.sqlite`);
  if (existsSync(path)) return readFileSync(path);
  const bytes = await make();
  mkdirSync(KEPT, { recursive: true });
  const temp = `${path}.${process.pid}`;
  writeFileSync(temp, bytes); // other test processes make the same one
  renameSync(temp, path);
  return bytes;
}

async function make(): Promise<Uint8Array> {
  const sqlite = new DatabaseSync(':memory:', { enableForeignKeyConstraints: true });
  await using open = overSqlite(sqlite, { file: ':memory:' });
  await migrate(open);
  return sqlite.serialize();
}
