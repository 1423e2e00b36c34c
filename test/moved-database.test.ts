import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rename } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { it } from 'node:test';
import { openLibrary } from '../src/open-library.ts';
import { configuredLibrary } from './fixtures/configured-library.ts';

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

it('[S-305] asks the running server also when the file of its database was moved away, and says that it was', async () => {
  await using library = await configuredLibrary({ server: { port: await freePort() } });
  const nothing = await library.run('health');
  assert.deepEqual([nothing.exit, /no_library/u.test(nothing.err)], [10, true], 'nothing ever ran here');
  const file = join(library.data, 'catalogue.sqlite');
  {
    await using running = await openLibrary(await library.found(), 'run');
    await running.serve();
    await rename(file, `${file}.away`);
    const health = await library.run('health');
    assert.equal(health.exit, 1);
    assert.match(health.out, /bad +Database: .*catalogue\.sqlite is not there any more/u);
    await rename(`${file}.away`, file);
  }
  await rename(file, `${file}.away`);
  assert.equal((await library.run('health')).exit, 10, 'no server runs any more');
});
