import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { tinyJpeg } from '../../../test/fixtures/tiny-jpeg.ts';
import { openWorld } from '../test-world.ts';
import { failureGroups, skipGroups } from './groups-by-code.ts';
import { listItems } from './list-items.ts';
import { stageCounts } from './session-view.ts';

describe('the import log by code', () => {
  it('lists every file that a group of failures counts, whatever failed at it, with the reason', async () => {
    await using world = await openWorld();
    for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) await world.write(name, tinyJpeg(name));
    await writeFile(join(world.photos, 'empty.jpg'), '');
    const { session } = await world.library.scan(world.photos);
    const { db } = world.library.open;
    const [first, second] = await db.selectFrom('asset').select('id').orderBy('id').execute();
    const broken = {
      pictures_state: 'failed',
      pictures_code: 'picture_damaged',
      pictures_message: 'cut short',
    } as const;
    await db.updateTable('asset').set(broken).where('id', '=', first!.id).execute();
    const unread = { metadata_state: 'failed', metadata_code: 'metadata_timeout', metadata_message: 'slow' } as const;
    await db.updateTable('asset').set(unread).where('id', '=', second!.id).execute();
    const groups = await failureGroups(db, session.id);
    assert.deepEqual(groups.map(({ code }) => code).sort(), ['file_empty', 'metadata_timeout', 'picture_damaged']);
    for (const { code, count, sample } of groups) {
      const { rows } = await listItems(db, session, { code, limit: 10 });
      assert.equal(rows.length, count, code);
      assert.deepEqual([rows[0]!.code, rows[0]!.message, rows[0]!.path], [code, sample.message, sample.path]);
    }
  });

  it('tells of damaged files, whether or not part of them could be shown, and not of what another route showed', async () => {
    await using world = await openWorld();
    for (const name of ['cut.jpg', 'gone.jpg', 'other.jpg']) await world.write(name, tinyJpeg(name));
    const { session } = await world.library.scan(world.photos);
    const { db } = world.library.open;
    const mark = async (name: string, state: 'degraded' | 'failed', code: string) =>
      await db
        .updateTable('asset')
        .set({ pictures_state: state, pictures_code: code })
        .where('name', '=', name)
        .execute();
    await mark('cut.jpg', 'degraded', 'picture_damaged');
    await mark('gone.jpg', 'failed', 'picture_damaged');
    await mark('other.jpg', 'degraded', 'metadata_tool_missing');
    const groups = await failureGroups(db, session.id);
    assert.deepEqual(
      groups.map(({ stage, code, count }) => [stage, code, count]),
      [['damage', 'picture_damaged', 2]],
    );
    assert.equal((await stageCounts(db, session.id)).problems, 2);
    const { rows } = await listItems(db, session, { code: 'picture_damaged', limit: 10 });
    assert.deepEqual(rows.map(({ path }) => path).sort(), ['cut.jpg', 'gone.jpg']);
  });

  it('counts a damaged sidecar once: with its picture, or by itself where that was there before', async () => {
    await using world = await openWorld();
    const { db } = world.library.open;
    const asFound = async (sessionId: string) => {
      const { problems } = await stageCounts(db, sessionId);
      const [group] = await failureGroups(db, sessionId);
      const { rows } = await listItems(db, await sessionOf(sessionId), { code: 'sidecar_damaged', limit: 10 });
      return [problems, group?.count, group?.sample.message, rows.map(({ path }) => path)];
    };
    const sessionOf = async (id: string) =>
      await db.selectFrom('import_session').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    const message = 'a.jpg.json: No whole JSON';
    const damaged = {
      metadata_state: 'degraded',
      metadata_code: 'sidecar_damaged',
      metadata_message: message,
    } as const;
    await world.write('a.jpg', 'a');
    await world.write('a.jpg.json', Buffer.from('{"title": "a.jpg", "photo'));
    const first = await world.library.scan(world.photos);
    assert.deepEqual(first.counts, { imported: 1, companion: 1 });
    await db.updateTable('asset').set(damaged).execute();
    assert.deepEqual(await asFound(first.session.id), [1, 1, message, ['a.jpg']]);
    await world.write('a.jpg.json', Buffer.from('{"title": "a.jpg", "photoTaken'));
    const second = await world.library.scan(world.photos);
    assert.deepEqual(second.counts, { unchanged: 1, companion: 1 });
    await db.updateTable('asset').set(damaged).execute();
    assert.deepEqual(await asFound(second.session.id), [1, 1, message, ['a.jpg.json']]);
  });

  it('says by reason what was left out', async () => {
    await using world = await openWorld();
    for (const name of ['a.dat', 'b.dat', 'c.md']) await writeFile(join(world.photos, name), 'no media');
    await writeFile(join(world.photos, 'empty.bin'), '');
    for (const name of ['lost+found', '@eaDir']) await mkdir(join(world.photos, name));
    const { session } = await world.library.scan(world.photos);
    const groups = await skipGroups(world.library.open.db, session.id);
    assert.deepEqual(
      groups.map(({ code, count, folders, path }) => [code, count, folders, path]),
      [
        ['not_media', 3, 0, 'a.dat'],
        ['system_folder', 2, 2, '@eaDir/'],
        ['file_empty', 1, 0, 'empty.bin'],
      ],
    );
    assert.ok(groups.every(({ help }) => help !== ''));
  });
});
