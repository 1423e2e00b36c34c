import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { it } from 'node:test';
import { serverGone } from './server-gone.ts';

/** A server that answers with these statuses, one a request, and is gone when there are none left. */
async function answering(...statuses: number[]): Promise<{ url: string; asked(): number }> {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.writeHead(statuses.shift() ?? 500, { connection: 'close' }).end();
    if (statuses.length === 0) server.close();
  }).listen(0, '127.0.0.1');
  server.unref();
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/`, asked: () => asked };
}

it('[S-137] takes a server for gone only after so many failed probes in a row', async () => {
  const { url, asked } = await answering(200, 503, 503, 200, 500, 404, 503);
  const fault = await serverGone({ url, probes: 3, everyMs: 1 }, new AbortController().signal);
  assert.deepEqual([fault, asked()], ['it answers 503', 7]);
});

it('[S-137] counts no answer as a failed probe', async () => {
  const { url } = await answering(200);
  assert.match((await serverGone({ url, probes: 2, everyMs: 1 }, new AbortController().signal)) ?? '', /^ECONN/u);
});

it('ends without a verdict when it is told to stop', async () => {
  const { url } = await answering(200, 200, 200);
  const stop = new AbortController();
  const gone = serverGone({ url, probes: 1, everyMs: 60_000 }, stop.signal);
  stop.abort();
  assert.equal(await gone, undefined);
});
