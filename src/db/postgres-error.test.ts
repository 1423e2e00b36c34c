import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, it } from 'node:test';
import { postgresPlace } from '../../test/fixtures/test-database.ts';
import { until } from '../../test/fixtures/until.ts';
import { AppError, hasCode } from '../base/errors.ts';
import { openDatabase } from './open.ts';
import { plainAddress } from './postgres-client.ts';
import { rows } from './rows.ts';

/** A message of the protocol; the four dots are its length. */
function message(type: string, body: string): Buffer {
  const bytes = Buffer.from(`${type}....${body}`, 'latin1');
  bytes.writeInt32BE(bytes.length - 1, 1);
  return bytes;
}

describe('the address of a PostgreSQL server', () => {
  const askAt = async (url: string): Promise<unknown> => {
    await using open = await openDatabase({ file: url });
    return await rows(open.db, 'select 1', []).catch((error: unknown) => error);
  };

  it('that cannot be read, or asks for encryption that there is not, is told by a code with the next step', async () => {
    await using place = await postgresPlace();
    const { port } = new URL(place.file);
    const codes: Readonly<Record<string, string>> = {
      [`postgres://app:p@ss:w/o#rd@127.0.0.1:${port}/some`]: 'database_address',
      'postgres://app:word@127.0.0.1:99999/some': 'database_address',
      [`${place.file}?sslmode=verify-full`]: 'database_tls',
      [`${place.file}?sslmode=verify-full&sslrootcert=/not/here.pem`]: 'database_tls',
      'postgres://app:word@/some?host=/not/here': 'database_away',
    };
    for (const [url, code] of Object.entries(codes)) {
      const error = await askAt(url);
      assert.ok(error instanceof AppError, url);
      assert.equal(error.code, code, url);
      assert.doesNotMatch(error.message, /word|p@ss/);
    }
  });

  it('says nothing of what a mode of encryption will mean in the next version of a library', async () => {
    const place = 'postgres://app:word@127.0.0.1:5/some';
    const warned: Error[] = [];
    const hear = (warning: Error): void => void warned.push(warning);
    process.on('warning', hear);
    for (const mode of ['prefer', 'require', 'verify-ca']) {
      assert.equal(plainAddress(`${place}?sslmode=${mode}&x=1`), `${place}?sslmode=verify-full&x=1`);
      assert.ok(hasCode(await askAt(`${place}?sslmode=${mode}`), 'database_away'));
    }
    await new Promise(setImmediate);
    process.off('warning', hear);
    assert.deepEqual(warned, []);
    const compatible = `${place}?uselibpqcompat=true&sslmode=require`;
    assert.deepEqual([plainAddress(compatible), plainAddress(place)], [compatible, place]);
  });

  it('that lacks the password which the server wants is told so, and no connection stays open', async () => {
    let isClosed = false;
    await using server = createServer((socket) => {
      socket.once('data', () => {
        socket.write(message('R', '\0\0\0\x0aSCRAM-SHA-256\0\0'));
        socket.once('data', () => socket.write(message('R', '\0\0\0\x0br=any,s=any,i=4096')));
      });
      socket.once('close', () => (isClosed = true));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const error = await askAt(`postgres://somebody@127.0.0.1:${port}/some`);
    assert.ok(hasCode(error, 'database_refused'));
    assert.match(error.message, /wants a password/);
    await until(() => isClosed);
  });

  it('of one that ends in the moment it lets somebody in ends nobody else', async () => {
    const gone = message('E', 'SFATAL\0C57P01\0Mterminating connection\0\0');
    const welcome = Buffer.concat([message('R', '\0\0\0\0'), message('Z', 'I'), gone]);
    await using server = createServer((socket) => socket.once('data', () => socket.end(welcome)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await using open = await openDatabase({ file: `postgres://somebody@127.0.0.1:${port}/some` });
    await assert.rejects(rows(open.db, 'select 1', []), { code: 'database_away' });
  });
});
