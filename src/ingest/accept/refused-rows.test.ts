import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { onPostgres } from '../../../test/fixtures/test-database.ts';
import { tinyJpeg } from '../../../test/fixtures/tiny-jpeg.ts';
import type { Database } from '../../db/database.ts';
import { isDataRefused } from '../../db/data-refused.ts';
import { assertSound, openWorld, type World } from '../test-world.ts';

/** From now on the database takes no asset, or no file, of this name. */
async function refuse(db: Database, table: 'asset' | 'asset_file', name: string): Promise<void> {
  const column = table === 'asset' ? 'name' : 'path';
  const refused = sql.lit(name);
  if (onPostgres)
    await sql`alter table ${sql.table(table)} add constraint refused check (${sql.ref(column)} != ${refused})`.execute(
      db,
    );
  else
    await sql`create trigger refused before insert on ${sql.table(table)} when new.${sql.ref(column)} = ${refused}
      begin select raise(abort, 'refused'); end`.execute(db);
}

const errorsOf = (items: Awaited<ReturnType<World['library']['scan']>>['items']) =>
  items.filter((item) => item.outcome === 'error').map((item) => [item.path, item.code]);

describe('rows that the database refuses', () => {
  it('[S-044] ends the one file that the database refuses as an error, and takes in all others', async () => {
    await using world = await openWorld();
    for (let n = 0; n < 40; n++) await world.write(`good-${n}.jpg`, `good ${n}`);
    await world.write('bad.jpg', 'bad');
    await refuse(world.library.open.db, 'asset', 'bad.jpg');
    const first = await world.library.scan(world.photos);
    assert.equal(first.session.state, 'done');
    assert.deepEqual(errorsOf(first.items), [['bad.jpg', 'not_recordable']]);
    assert.deepEqual(first.counts, { imported: 40, error: 1 });
    assert.match(first.items.find((item) => item.path === 'bad.jpg')?.message ?? '', /refused/);
    await assertSound(world);
    const again = await world.library.scan(world.photos);
    assert.deepEqual(again.counts, { unchanged: 40, error: 1 }, 'it is tried again, and said again');
  });

  it('leaves a sidecar out that the database refuses, and attaches the others', async () => {
    await using world = await openWorld();
    for (const name of ['bad', 'good']) {
      await world.write(`${name}.jpg`, name);
      await world.write(`${name}.jpg.xmp`, Buffer.from('<x:xmpmeta xmlns:x="adobe:ns:meta/"></x:xmpmeta>'));
    }
    await refuse(world.library.open.db, 'asset_file', 'bad.jpg.xmp');
    const { session, items } = await world.library.scan(world.photos);
    assert.equal(session.state, 'done');
    assert.deepEqual(errorsOf(items), [['bad.jpg.xmp', 'not_recordable']]);
    assert.equal(items.find((item) => item.path === 'good.jpg.xmp')?.outcome, 'companion');
  });

  it('[S-044] takes in what lies beside a path that is too long for an index', async () => {
    await using world = await openWorld();
    await world.write('one.jpg', 'one');
    let folder = world.photos;
    // Names that cannot be packed: a database keeps others by a shorter form of theirs.
    for (let depth = 0; depth < 17; depth++) {
      const name = Array.from({ length: 60 }, (_, n) =>
        String.fromCodePoint(0x4e00 + ((n * 7919 + depth * 104_729) % 20_000)),
      );
      folder = join(folder, name.join(''));
      await mkdir(folder);
      await writeFile(join(folder, `${depth}.jpg`), tinyJpeg(`at ${depth}`));
    }
    const { session, counts, items } = await world.library.scan(world.photos);
    assert.equal(session.state, 'done');
    assert.deepEqual(counts, { imported: 12, error: 1 });
    assert.equal(items.find((item) => item.outcome === 'error')?.code, 'path_too_long');
  });

  it('tells values that are refused from a database that cannot go on', () => {
    const withCode = (code: string) => Object.assign(new Error(code), { code });
    assert.deepEqual(['22003', '23514', '54000', 'ERR_OUT_OF_RANGE'].map(withCode).map(isDataRefused), [
      true,
      true,
      true,
      true,
    ]);
    assert.deepEqual(['40001', '53300', '57P01', 'ECONNRESET'].map(withCode).map(isDataRefused), [
      false,
      false,
      false,
      false,
    ]);
  });
});
