import assert from 'node:assert/strict';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, it } from 'node:test';
import { Client } from 'pg';
import { postgresPlace } from '../../test/fixtures/test-database.ts';
import { CatalogueClient, postgresConfig } from './postgres-client.ts';
import { watchSilence } from './silence-watch.ts';

const LOOK_MS = 50;

/** A way to the server that can lose what is on it without a word, as a firewall that restarts does; who comes later passes. */
async function openWay(to: string): Promise<{ url: string; cut(): void } & AsyncDisposable> {
  const { hostname, port } = new URL(to);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) sockets.add(socket.on('error', () => undefined));
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const url = new URL(to);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    cut: () => sockets.forEach((socket) => socket.unpipe().pause()),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('the watch over a connection that waits for its answer', () => {
  it('breaks it once the server says that it knows of no question', async () => {
    await using place = await postgresPlace();
    await using way = await openWay(place.file);
    const client = new Client(postgresConfig(way.url));
    client.on('error', () => undefined);
    await client.connect();
    watchSilence(client, () => new Client(postgresConfig(way.url)), LOOK_MS);
    assert.equal((await client.query('select 1')).rowCount, 1);
    way.cut();
    await assert.rejects(client.query('select 1'), /Connection terminated/u);
  });

  it('leaves one alone that the server still works for', async () => {
    await using place = await postgresPlace();
    const client = new Client(postgresConfig(place.file));
    await client.connect();
    watchSilence(client, () => new Client(postgresConfig(place.file)), LOOK_MS);
    const { rows } = await client.query('select 1 as n from pg_sleep(1)');
    assert.deepEqual(rows, [{ n: 1 }]);
    await client.end();
  });
});

it('ends a connection that nobody hears any more', async () => {
  await using place = await postgresPlace();
  await using way = await openWay(place.file);
  const client = new CatalogueClient(postgresConfig(way.url));
  client.on('error', () => undefined);
  await client.connect();
  way.cut();
  await client.end(); // would wait for ever
});
