import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { createServer } from 'node:net';
import { openLibrary } from '../../src/open-library.ts';
import { configuredLibrary } from '../fixtures/configured-library.ts';
import type { Effects } from './effects.ts';

/** Where and for whom it listens. */
export const serverEffects: Effects = {
  'server.host': async () => {
    await using library = await configuredLibrary({ server: { host: '0.0.0.0', port: 0 } });
    const { exit, err } = await library.run('serve', '--no-worker');
    assert.equal(exit, 1);
    assert.match(err, /host_not_allowed/);
  },
  'server.port': async () => {
    const port = await freePort();
    await using library = await configuredLibrary({ server: { port } });
    await using served = await openLibrary(await library.found(), 'run');
    assert.equal((await served.serve()).url, `http://127.0.0.1:${port}/`);
    assert.equal((await fetch(`http://127.0.0.1:${port}/api/openapi.json`)).status, 200);
  },
  'server.hosts': async () => {
    const status = async (hosts: readonly string[]): Promise<number | undefined> => {
      await using library = await configuredLibrary({ server: { port: 0, hosts } });
      await using served = await openLibrary(await library.found(), 'run');
      return await statusFor((await served.serve()).url, 'photos.test');
    };
    assert.equal(await status(['photos.test']), 200);
    assert.equal(await status([]), 403);
  },
};

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  assert.ok(address !== null && typeof address === 'object');
  return address.port;
}

async function statusFor(url: string, host: string): Promise<number | undefined> {
  const asked = request(`${url}api/openapi.json`, { headers: { host }, agent: false }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode;
}
