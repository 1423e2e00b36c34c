import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openTestServer } from '../../test/fixtures/test-server.ts';

const BYTES = Buffer.from(Array.from({ length: 1_000 }, (_, i) => i % 251));

/** Files and sockets that this process holds open. */
const openFiles = (): number => readdirSync('/dev/fd').length;

describe('originals', () => {
  it('[S-290] answers ranges, suffix ranges, HEAD and bad ranges', async () => {
    await using test = await openTestServer();
    const id = await test.addAsset('a.jpg', BYTES);
    const url = `/api/assets/${id}/original`;
    const part = await test.server.inject({ url, headers: { range: 'bytes=10-19' } });
    assert.equal(part.statusCode, 206);
    assert.deepEqual(part.rawPayload, BYTES.subarray(10, 20));
    assert.equal(part.headers['content-range'], 'bytes 10-19/1000');
    const suffix = await test.server.inject({ url, headers: { range: 'bytes=-5' } });
    assert.deepEqual(suffix.rawPayload, BYTES.subarray(995));
    const bad = await test.server.inject({ url, headers: { range: 'bytes=2000-' } });
    assert.equal(bad.statusCode, 416);
    assert.equal(bad.headers['content-range'], 'bytes */1000');
    const head = await test.server.inject({ method: 'HEAD', url });
    assert.equal(head.statusCode, 200);
    assert.equal(head.headers['content-length'], '1000');
    assert.equal(head.rawPayload.length, 0);
  });

  it('[S-290] names type and file, offers a download, and answers 304 to a known tag', async () => {
    await using test = await openTestServer();
    const name = 'Zürich "1"\n<b>.jpg';
    const id = await test.addAsset(name, BYTES);
    const url = `/api/assets/${id}/original`;
    const inline = await test.server.inject({ url });
    assert.equal(inline.headers['content-type'], 'image/jpeg');
    assert.equal(inline.headers['x-content-type-options'], 'nosniff');
    assert.match(String(inline.headers['content-disposition']), /^inline; filename="/u);
    assert.doesNotMatch(String(inline.headers['content-disposition']), /\n/u);
    const download = await test.server.inject({ url: `${url}?download=1` });
    assert.match(String(download.headers['content-disposition']), /^attachment; .*filename\*=UTF-8''Z%C3%BCrich/u);
    const again = await test.server.inject({ url, headers: { 'if-none-match': String(inline.headers.etag) } });
    assert.equal(again.statusCode, 304);
  });

  it('[S-290] knows its tag in a list and behind a proxy, and goes on with a range of the content it had', async () => {
    await using test = await openTestServer();
    const url = `/api/assets/${await test.addAsset('a.jpg', BYTES)}/original`;
    const ask = async (headers: Record<string, string>) => await test.server.inject({ url, headers });
    const etag = String((await ask({})).headers.etag);
    for (const known of [`"other", ${etag}`, `W/${etag}`]) {
      const reply = await ask({ 'if-none-match': known });
      assert.deepEqual([reply.statusCode, reply.headers.etag, reply.body], [304, etag, '']);
    }
    const range = 'bytes=10-19';
    assert.equal((await ask({ range, 'if-range': etag })).statusCode, 206);
    assert.equal((await ask({ range, 'if-range': '"other"' })).statusCode, 200);
    assert.equal((await ask({ 'if-match': etag })).statusCode, 200);
    assert.equal((await ask({ 'if-match': '"other"' })).statusCode, 412);
  });

  it('[S-290] takes what is no range for none, and more last bytes than there are for all', async () => {
    await using test = await openTestServer();
    const url = `/api/assets/${await test.addAsset('a.jpg', BYTES)}/original`;
    const ask = async (range: string) => {
      const { statusCode, headers, rawPayload } = await test.server.inject({ url, headers: { range } });
      return [range, statusCode, headers['content-range'], rawPayload.length];
    };
    for (const range of ['bytes=', 'bytes=a-b', 'bytes=1e1-', 'bytes=0x0-', 'bytes=--1', 'bytes=5-2', 'items=0-1'])
      assert.deepEqual(await ask(range), [range, 200, undefined, 1_000]);
    for (const range of ['bytes=-2000', 'bytes=-1000', 'bytes=0-99999999999999999999'])
      assert.deepEqual(await ask(range), [range, 206, 'bytes 0-999/1000', 1_000]);
    for (const range of ['bytes=-0', 'bytes=1000-', 'bytes=99999999999999999999-'])
      assert.deepEqual(await ask(range), [range, 416, 'bytes */1000', 0]);
    const any = await test.server.inject({ url, headers: { 'if-none-match': '*' } });
    assert.deepEqual(
      [any.statusCode, typeof any.headers.etag, any.headers['content-type']],
      [304, 'string', undefined],
    );
  });

  it('gives a file no name that reads as another', async () => {
    await using test = await openTestServer();
    const id = await test.addAsset('photo\u202egpj.exe', BYTES);
    const { headers } = await test.server.inject({ url: `/api/assets/${id}/original?download=1` });
    assert.equal(
      headers['content-disposition'],
      `attachment; filename="photo_gpj.exe"; filename*=UTF-8''photo_gpj.exe`,
    );
  });

  it('opens no file for who has it already, and sends no words as a picture', async () => {
    await using test = await openTestServer();
    const url = `/api/assets/${await test.addAsset('a.jpg', BYTES)}/original`;
    const etag = String((await test.server.inject({ url })).headers.etag);
    const before = openFiles();
    for (let i = 0; i < 20; i++) await test.server.inject({ url, headers: { 'if-none-match': etag } });
    assert.ok(openFiles() < before + 10, 'each left a file open');
    const bad = await test.server.inject({ url, headers: { range: 'bytes=2000-' } });
    assert.deepEqual([bad.body, bad.headers['content-type']], ['', undefined]);
  });

  it('lets an SVG run nothing, even when it is opened by itself', async () => {
    await using test = await openTestServer();
    const id = await test.addAsset(
      'x.svg',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      {
        format: 'svg',
        mime: 'image/svg+xml',
      },
    );
    const { headers } = await test.server.inject({ url: `/api/assets/${id}/original` });
    const policies = [headers['content-security-policy']].flat().join(', ');
    assert.match(policies, /sandbox/u);
    assert.match(policies, /default-src 'none'/u);
  });

  it('[S-342] serves nothing that a link leads out of its storage root', async () => {
    await using test = await openTestServer();
    const id = await test.addAsset('plain.jpg', BYTES);
    await using other = await openTestServer();
    await writeFile(join(other.folder, 'secret.jpg'), 'secret');
    await test.db.updateTable('asset_file').set({ path: 'link.jpg' }).where('asset_id', '=', id).execute();
    await symlink(join(other.folder, 'secret.jpg'), join(test.folder, 'link.jpg'));
    const reply = await test.server.inject({ url: `/api/assets/${id}/original` });
    assert.equal(reply.json().code, 'path_outside_root');
    await test.db.updateTable('asset_file').set({ path: '../secret.jpg' }).where('asset_id', '=', id).execute();
    assert.equal((await test.server.inject({ url: `/api/assets/${id}/original` })).json().code, 'path_outside_root');
  });

  it('says of an original that is gone, and of one whose disk is away, what to do', async () => {
    await using test = await openTestServer();
    const id = await test.addAsset('gone.jpg', BYTES);
    await test.db.updateTable('asset_file').set({ state: 'missing' }).execute();
    const gone = await test.server.inject({ url: `/api/assets/${id}/original` });
    assert.equal(gone.statusCode, 410);
    assert.ok(gone.json().data.help.length > 10);
    await test.db.updateTable('asset_file').set({ state: 'present' }).execute();
    await test.db.updateTable('storage_root').set({ state: 'offline' }).execute();
    assert.equal((await test.server.inject({ url: `/api/assets/${id}/original` })).json().code, 'root_offline');
  });
});

describe('pictures', () => {
  it('sends a made picture for ever when its version is named, and says so of one that is not made', async () => {
    await using made = await openTestServer({
      pictureFile: async () => ({ path: join(tmpdir(), 'supervisor-no-such'), mime: 'image/jpeg' }),
    });
    const lost = await made.server.inject({ url: `/api/assets/${await made.addAsset('a.jpg', BYTES)}/picture/grid` });
    assert.equal(lost.statusCode, 404);
    await using test = await openTestServer();
    const id = await test.addAsset('a.jpg', BYTES);
    const file = join(test.folder, 'grid-abc.jpg');
    await writeFile(file, BYTES);
    await using ready = await openTestServer({ pictureFile: async () => ({ path: file, mime: 'image/jpeg' }) });
    const readyId = await ready.addAsset('b.jpg', BYTES);
    const named = await ready.server.inject({ url: `/api/assets/${readyId}/picture/grid?v=1` });
    assert.match(String(named.headers['cache-control']), /immutable/u);
    assert.equal(
      (await ready.server.inject({ url: `/api/assets/${readyId}/picture/grid` })).headers['cache-control'],
      'private, no-cache',
    );
    const waiting = await test.server.inject({ url: `/api/assets/${id}/picture/grid` });
    assert.equal(waiting.json().code, 'picture_not_ready');
  });

  it('shows the thumbnail inside the file until the picture is made', async () => {
    await using test = await openTestServer({ embeddedThumbnail: async () => Buffer.from([0xff, 0xd8, 1, 2]) });
    const id = await test.addAsset('a.jpg', BYTES);
    const reply = await test.server.inject({ url: `/api/assets/${id}/picture/grid` });
    assert.equal(reply.statusCode, 200);
    assert.equal(reply.headers['cache-control'], 'no-store');
  });
});
