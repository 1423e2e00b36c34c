import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as after } from 'node:timers/promises';
import { sql } from 'kysely';
import { inTransaction } from '../../src/db/transaction.ts';
import { configuredLibrary } from '../fixtures/configured-library.ts';
import { filesBelow } from '../fixtures/files-below.ts';
import type { Effects } from './effects.ts';

/** Where things lie, and how the database keeps them. */
export const placeEffects: Effects = {
  'database.file': async () => {
    await using library = await configuredLibrary({ database: { file: 'photos.db' } });
    assert.equal((await library.import()).exit, 0);
    assert.ok(existsSync(join(library.data, 'photos.db')));
    assert.ok(!existsSync(join(library.data, 'catalogue.sqlite')));
  },
  'database.url': async () => {
    await using library = await configuredLibrary({ database: { url: 'postgres://nobody:hidden@127.0.0.1:1/none' } });
    const { exit, out } = await library.import();
    assert.equal(exit, 1);
    assert.match(out, /127\.0\.0\.1:1/);
    assert.doesNotMatch(out, /hidden/);
    assert.ok(!existsSync(join(library.data, 'catalogue.sqlite')));
  },
  'database.synchronous': async () => {
    const mode = async (synchronous: string): Promise<unknown> => {
      await using library = await configuredLibrary({ database: { synchronous } });
      await using app = await library.app();
      return (await sql<{ synchronous: number }>`pragma synchronous`.execute(app.db)).rows[0]?.synchronous;
    };
    assert.equal(await mode('NORMAL'), 1);
    assert.equal(await mode('FULL'), 2);
  },
  'database.busyTimeoutMs': async () => {
    const write = async (busyTimeoutMs: number): Promise<unknown> => {
      await using library = await configuredLibrary({ database: { busyTimeoutMs } });
      await using app = await library.app();
      const other = new DatabaseSync(join(library.data, 'catalogue.sqlite'));
      other.exec('begin immediate');
      const freed = after(400).then(() => other.close());
      await inTransaction(app.db, async () => undefined).finally(() => freed);
      return 'written';
    };
    await assert.rejects(write(0), { code: 'busy' });
    assert.equal(await write(60_000), 'written');
  },
  'paths.derivatives': async () => {
    await using library = await configuredLibrary({ paths: { derivatives: 'pictures' } });
    await library.photo('a.jpg');
    await library.import();
    assert.equal(filesBelow(join(library.data, 'pictures')).length, 3);
  },
  'paths.backups': async () => {
    await using library = await configuredLibrary({ paths: { backups: 'kept' } });
    await library.run('db', 'migrate');
    assert.equal((await library.run('db', 'backup')).exit, 0);
    assert.equal((await readdir(join(library.data, 'kept'))).length, 1);
  },
  'paths.logs': async () => {
    await using library = await configuredLibrary({ paths: { logs: 'diary' } });
    await library.import();
    assert.ok((await readdir(join(library.data, 'diary'))).length > 0);
  },
  'paths.library': async () => {
    await using library = await configuredLibrary({ import: { mode: 'copy' }, paths: { library: 'mine' } });
    await library.photo('a.jpg');
    await library.import();
    assert.deepEqual(filesBelow(join(library.data, 'mine')), ['2019/05/a.jpg']);
  },
};
