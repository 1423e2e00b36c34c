import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { it } from 'node:test';
import { clientOf } from './server-calls.ts';

it('says that the server has gone where it stops while a command asks it, not that it is a mistake', async () => {
  const server = createServer((socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = clientOf(`http://127.0.0.1:${port}/`);
  await assert.rejects(client.system.activity(), { code: 'server_gone' });
  server.close();
  await once(server, 'close');
  await assert.rejects(client.system.activity(), { code: 'server_gone' });
});
