import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { apiContract } from '../contract/api.ts';
import { tempFolder } from '../../test/fixtures/temp-folder.ts';
import { listOperations } from './list-operations.ts';
import { openTestServer } from '../../test/fixtures/test-server.ts';

const BYTES = Buffer.from(Array.from({ length: 1_000 }, (_, i) => i % 251));

describe('requests from elsewhere', () => {
  it('refuses a host name that is not its own, so that DNS rebinding reaches nothing', async () => {
    await using test = await openTestServer();
    const foreign = await test.server.inject({ url: '/api/activity', headers: { host: 'evil.example:4400' } });
    assert.equal(foreign.statusCode, 403);
    assert.equal(foreign.json().code, 'forbidden_host');
    for (const host of ['localhost:4400', '127.0.0.1:4400', '[::1]:4400']) {
      assert.equal((await test.server.inject({ url: '/api/activity', headers: { host } })).statusCode, 200, host);
    }
  });

  it('refuses changes asked for by pages of other sites, and takes those of its own', async () => {
    await using test = await openTestServer();
    const post = (headers: Record<string, string>) =>
      test.server.inject({
        method: 'POST',
        url: '/api/activity/pause',
        headers: { host: 'localhost:4400', ...headers },
      });
    assert.equal((await post({ origin: 'http://evil.example' })).json().code, 'forbidden_origin');
    assert.equal((await post({ 'sec-fetch-site': 'cross-site' })).json().code, 'forbidden_origin');
    assert.equal((await post({ origin: 'http://localhost:4400' })).statusCode, 200);
    assert.equal((await post({})).statusCode, 200);
  });

  it('answers an address that cannot be as the mistake it is, in the form of every problem', async () => {
    await using folder = await tempFolder();
    await writeFile(join(folder.path, 'index.html'), '<p>');
    await using test = await openTestServer({}, folder.path);
    for (const [url, status, code] of [
      ['//api/openapi.json', 404, 'not_found'],
      ['/a%00b', 404, 'not_found'],
      ['/%ff', 400, 'bad_request'],
    ] as const) {
      const answer = await test.server.inject({ url, headers: { host: 'localhost' } });
      assert.deepEqual([url, answer.statusCode, answer.json<{ code: string }>().code], [url, status, code]);
    }
  });

  it('reads a body only where it is said to be JSON', async () => {
    await using test = await openTestServer();
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const answer = await test.server.inject({
        method: 'POST',
        url: '/api/imports',
        headers: { 'content-type': type },
        payload: '{"path":"/tmp"}',
      });
      assert.equal(answer.statusCode, 415, type);
      assert.match(answer.json<{ message: string }>().message, /application\/json/u);
    }
  });

  it('lets no script of another origin run on its pages', async () => {
    await using test = await openTestServer();
    const { headers } = await test.server.inject({ url: '/api/activity' });
    const policy = String(headers['content-security-policy']);
    assert.match(policy, /default-src 'none'/u);
    assert.match(policy, /script-src 'self'(?:;|$)/u);
    assert.equal(headers['x-content-type-options'], 'nosniff');
  });
});

describe('the typed API', () => {
  it('tells the shape of the library and its assets by place', async () => {
    await using test = await openTestServer();
    const older = await test.addAsset('old.jpg', BYTES, { local: '2001-01-01T10:00:00' });
    const newer = await test.addAsset('new.jpg', BYTES, { local: '2020-02-02T10:00:00', widthPx: 400, heightPx: 100 });
    const shape = (await test.server.inject({ url: '/api/timeline' })).json();
    assert.equal(shape.total, 2);
    assert.deepEqual(shape.days, [
      { day: '2020-02-02', count: 1 },
      { day: '2001-01-01', count: 1 },
    ]);
    assert.deepEqual([...Buffer.from(shape.aspects, 'base64')], [192, 147]);
    const items = (await test.server.inject({ url: '/api/timeline/items?from=0&limit=10' })).json();
    assert.deepEqual(
      items.rows.map((row: { id: string }) => row.id),
      [newer, older],
    );
    assert.equal(items.revision, shape.revision);
    const one = (await test.server.inject({ url: '/api/timeline?name=old' })).json();
    assert.equal(one.total, 1);
    const near = (await test.server.inject({ url: `/api/assets/${older}/neighbours` })).json();
    assert.deepEqual([near.index, near.total, near.before[0].id], [1, 2, newer]);
  });

  it('answers a wrong request with the field, a stable code and help', async () => {
    await using test = await openTestServer();
    const reply = await test.server.inject({ url: '/api/timeline/items?from=-1' });
    assert.equal(reply.statusCode, 400);
    assert.equal(reply.json().code, 'bad_request');
    assert.match(reply.json().message, /from/u);
    assert.equal((await test.server.inject({ url: '/api/nothing' })).json().code, 'not_found');
    const whole = await test.server.inject({ method: 'POST', url: '/api/jobs/hold', payload: [] });
    assert.match(whole.json().message, /^The request has to be a group of fields/u);
    const plain = await test.server.inject({ url: '/api/logs/follow?level=x' });
    assert.equal(plain.json().message, 'level: has to be one of debug, info, warn, error');
    const missing = await test.server.inject({ url: '/api/assets/as_00000000000000000000000000' });
    assert.equal(missing.json().code, 'asset_not_found');
    for (const [method, part] of [
      ['GET', 'trace'],
      ['GET', 'history'],
      ['GET', 'metadata'],
      ['POST', 'retry'],
    ] as const) {
      const reply = await test.server.inject({ method, url: `/api/assets/as_00000000000000000000000000/${part}` });
      assert.deepEqual([part, reply.statusCode, reply.json().code], [part, 404, 'asset_not_found']);
    }
    assert.deepEqual(await test.db.selectFrom('job').select('id').execute(), []);
  });

  it('tells a body that is too large, and one of an unknown type, by its status', async () => {
    await using test = await openTestServer();
    for (const [type, payload, status] of [
      ['application/json', JSON.stringify({ ids: 'x'.repeat(2_000_000) }), 413],
      ['application/xml', '<ids/>', 415],
    ] as const) {
      const headers = { 'content-type': type };
      const reply = await test.server.inject({ method: 'POST', url: '/api/jobs/hold', headers, payload });
      const { code, status: told } = reply.json();
      assert.deepEqual([reply.statusCode, told, code], [status, status, 'bad_request']);
    }
  });

  it('answers HEAD as GET, without the body', async () => {
    await using test = await openTestServer();
    const head = await test.server.inject({ method: 'HEAD', url: '/api/roots' });
    const got = await test.server.inject({ url: '/api/roots' });
    assert.deepEqual([head.statusCode, head.body], [200, '']);
    assert.equal(head.headers['content-type'], got.headers['content-type']);
    assert.equal((await test.server.inject({ method: 'HEAD', url: '/api/nothing' })).statusCode, 404);
  });

  it('[S-304] tells a caller from elsewhere no full paths', async () => {
    await using test = await openTestServer();
    const id = await test.addAsset('a.jpg', BYTES);
    const remote = { remoteAddress: '192.0.2.7' };
    const view = (await test.server.inject({ url: `/api/assets/${id}`, ...remote })).json();
    assert.equal(view.files[0].fullPath, null);
    assert.equal(
      (await test.server.inject({ url: '/api/folders?prefix=/', ...remote })).json().code,
      'permission_denied',
    );
    const settings = { method: 'PUT', url: '/api/config', payload: { import: { mod: 'copy' } } } as const;
    assert.match((await test.server.inject(settings)).json().message, new RegExp(test.folder, 'u'));
    const told = (await test.server.inject({ ...settings, ...remote })).json().message;
    assert.match(told, /^…\/config\.yaml:\d+: import\.mod/u);
    const folder = join(test.folder, 'nothing here');
    const failed = await test.server.inject({
      method: 'POST',
      url: '/api/imports',
      payload: { path: folder },
      ...remote,
    });
    assert.doesNotMatch(failed.body, new RegExp(test.folder, 'u'));
  });

  it('[S-031] [S-297] starts an import with an id at once, and gives the open one when asked twice', async () => {
    await using test = await openTestServer();
    const folder = join(test.folder, 'photos');
    await mkdir(folder);
    const ask = { method: 'POST', url: '/api/imports', payload: { path: folder } } as const;
    const first = (await test.server.inject(ask)).json();
    const second = (await test.server.inject(ask)).json();
    assert.match(first.id, /^is_/u);
    assert.equal(first.id, second.id);
    assert.equal(first.state, 'waiting');
    const cancelled = await test.server.inject({ method: 'POST', url: `/api/imports/${first.id}/cancel` });
    assert.equal(cancelled.json().state, 'cancelled');
  });

  it('[M-008] [M-009] shows the settings and changes them in the file', async () => {
    await using test = await openTestServer();
    const before = (await test.server.inject({ url: '/api/config' })).json();
    assert.equal(before.import.mode, 'in-place');
    const after = await test.server.inject({
      method: 'PUT',
      url: '/api/config',
      payload: { import: { mode: 'copy' } },
    });
    assert.equal(after.json().import.mode, 'copy');
    const wrong = await test.server.inject({ method: 'PUT', url: '/api/config', payload: { import: { mod: 'copy' } } });
    assert.equal(wrong.json().code, 'config_invalid');
  });

  it('[M-W33] changes nothing in the library by a GET of any route', async () => {
    await using test = await openTestServer();
    const id = await test.addAsset('a.jpg', BYTES);
    const before = await test.db.selectFrom('event').selectAll().execute();
    const urls = Object.values(apiContract).flatMap((group) =>
      Object.values(group).map((route) => route['~orpc'].route),
    );
    for (const route of urls.filter((route) => route.method === 'GET')) {
      await test.server.inject({ url: `/api${(route.path ?? '').replace('{id}', id)}` });
    }
    assert.deepEqual(await test.db.selectFrom('event').selectAll().execute(), before);
    assert.equal((await test.engine.totals()).waiting, 0);
  });

  it('[S-278] describes itself as OpenAPI, with a page to read', async () => {
    await using test = await openTestServer();
    const document = (await test.server.inject({ url: '/api/openapi.json' })).json();
    assert.match(document.openapi, /^3\.1/u);
    assert.ok(document.paths['/timeline'].get);
    for (const { address, responses } of listOperations(document)) assert.ok('default' in responses, address);
    for (const path of ['/assets/{id}/original', '/events', '/metrics']) assert.ok(document.paths[path].get, path);
    const page = await test.server.inject({ url: '/api/docs' });
    assert.match(page.body, /\/api\/timeline/u);
    for (const words of [/integer, 1 to 500, else 200/u, /id, as_…/u, /Part of the file name/u])
      assert.match(page.body, words);
    // the content policy lets no page carry a style of its own
    assert.doesNotMatch(page.body, /<style|style=/u);
    const href = /<link rel="stylesheet" href="(?<href>[^"]+)">/u.exec(page.body)?.groups?.['href'];
    const style = await test.server.inject({ url: href ?? '' });
    assert.match(String(style.headers['content-type']), /^text\/css/u);
  });
});
