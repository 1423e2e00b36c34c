import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';
import { tempFolder } from '../../../test/fixtures/temp-folder.ts';
import { thisProcess } from '../../db/process-identity.ts';
import { awaitProof, type ProcessEnd } from './await-proof.ts';
import { newAttempt, type StartAttempt } from './start-record.ts';

const { signal } = new AbortController();

/** What becomes of an attempt to start this very process. */
async function judge(known: Partial<StartAttempt>, end?: ProcessEnd): Promise<StartAttempt> {
  await using folder = await tempFolder();
  const begun = { method: 'background', status: 'started_unverified', reasonCode: 'spawn_unverified' } as const;
  const attempt = { ...newAttempt({ ...begun, ...known }), process: thisProcess() };
  return await awaitProof(folder.path, attempt, { waitMs: 0, signal, ended: () => end });
}

it('[S-130] believes an address only when the process itself answers there', async () => {
  let pid = process.pid + 1;
  const server = createServer((_request, reply) => reply.end(JSON.stringify({ ok: true, pid }))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  assert.equal((await judge({ url })).status, 'started_unverified', 'another process answers');
  pid = process.pid;
  assert.equal((await judge({ url })).status, 'started');
  server.close();
  server.closeAllConnections();
  assert.equal((await judge({ url })).status, 'started_unverified', 'nobody answers');
});

it('[S-127] [S-132] keeps how the process ended, and that another had the library', async () => {
  const crashed = await judge({}, { exitStatus: null, exitSignal: 'SIGSEGV' });
  assert.deepEqual(
    [crashed.status, crashed.reasonCode, crashed.ok, crashed.exitSignal],
    ['start_failed', 'process_ended', false, 'SIGSEGV'],
  );
  const slower = await judge({}, { exitStatus: 11, exitSignal: null });
  assert.deepEqual(
    [slower.status, slower.reasonCode, slower.errorCode, slower.exitStatus],
    ['locked', 'lock_busy', 'library_in_use', 11],
  );
});
