import assert from 'node:assert/strict';
import { once } from 'node:events';
import { appendFile, mkdir } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { newJob } from '../../jobs/kind.ts';
import { single } from '../../../test/fixtures/job-kinds.ts';
import { openTestServer, type TestServer } from '../../../test/fixtures/test-server.ts';
import { until } from '../../../test/fixtures/until.ts';
import { push } from '../event-stream.ts';

interface Frame {
  readonly name: string;
  readonly data: unknown;
  readonly atMs: number;
}

/** Events of a stream as they come, until the test has seen enough. */
async function* framesOf(test: TestServer, path: string): AsyncGenerator<Frame> {
  const base = test.server.server.listening
    ? `http://127.0.0.1:${portOf(test)}`
    : await test.server.listen({ host: '127.0.0.1', port: 0 });
  const stop = new AbortController();
  try {
    const reply = await fetch(`${base}${path}`, { signal: stop.signal });
    let text = '';
    for await (const chunk of reply.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const frames = text.split('\n\n');
      text = frames.pop() ?? '';
      for (const frame of frames) {
        const match = /^event: (?<name>\S+)\ndata: (?<data>.*)$/u.exec(frame);
        if (match?.groups)
          yield { name: match.groups['name']!, data: JSON.parse(match.groups['data']!), atMs: performance.now() };
      }
    }
  } finally {
    stop.abort();
  }
}

function portOf(test: TestServer): number {
  const address = test.server.server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

describe('/api/events', () => {
  it('[S-254] pushes what jobs wait and run, at once and whenever it changes, at most four times a second', async () => {
    await using test = await openTestServer();
    const seen: Frame[] = [];
    for await (const frame of framesOf(test, '/api/events')) {
      if (frame.name !== 'jobs') continue;
      seen.push(frame);
      if (seen.length === 6) break;
      await test.engine.enqueue([newJob(single, { key: `${seen.length}` })]);
    }
    const ready = seen.map(({ data }) => (data as { counts: { ready: number } }).counts.ready);
    assert.deepEqual(ready, [0, 1, 2, 3, 4, 5]);
    const gaps = seen.slice(2).map((frame, index) => frame.atMs - seen[index + 1]!.atMs);
    assert.ok(Math.min(...gaps) > 240, `${gaps.join(', ')} ms between them`);
  });
});

describe('event streams', () => {
  it('end at once for a HEAD, which takes nobody’s place', async () => {
    await using test = await openTestServer();
    for (const url of ['/api/events', '/api/logs/follow']) {
      const { statusCode, headers, body } = await test.server.inject({ method: 'HEAD', url });
      assert.deepEqual([statusCode, body], [200, '']);
      assert.match(String(headers['content-type']), /^text\/event-stream/u);
    }
  });

  it('refuse more listeners than there is room for as busy, and take others in once some have gone', async () => {
    await using test = await openTestServer();
    const base = await test.server.listen({ host: '127.0.0.1', port: 0 });
    const stop = new AbortController();
    const listen = () => fetch(`${base}/api/events`, { signal: stop.signal });
    const replies = await Promise.all(Array.from({ length: 1_000 }, () => listen()));
    const counts = Map.groupBy(replies, ({ status }) => status);
    assert.deepEqual([counts.get(200)?.length, counts.get(503)?.length], [200, 800]);
    assert.equal((await fetch(`${base}/api/activity`)).status, 200);
    assert.equal(replies.length, 1_000, 'none is collected, and so closed, before its time');
    stop.abort();
    await until(async () => {
      const reply = await fetch(`${base}/api/events`);
      await reply.body?.cancel();
      return reply.status === 200;
    });
  });

  it('let go of who does not read, instead of keeping all of it for him', async () => {
    await using test = await openTestServer();
    const base = new URL(await test.server.listen({ host: '127.0.0.1', port: 0 }));
    const socket = connect(Number(base.port), base.hostname);
    socket.write(`GET /api/events HTTP/1.1\r\nHost: ${base.host}\r\n\r\n`);
    socket.pause();
    const [stream] = (await once(test.server.server, 'request')).slice(1) as [ServerResponse];
    await until(async () => stream.headersSent);
    const text = 'x'.repeat(256 * 1024);
    for (let n = 0; n < 200 && !stream.destroyed; n++) push(stream, text);
    assert.ok(stream.destroyed);
    assert.ok(stream.writableLength < 4 * 1024 * 1024, `${stream.writableLength} bytes wait`);
    socket.destroy();
  });
});

describe('/api/logs/follow', () => {
  it('[S-332] pushes lines that match as they are written', async () => {
    await using test = await openTestServer();
    const folder = join(test.folder, 'logs');
    await mkdir(folder);
    const line = (level: string, message: string): string =>
      `${JSON.stringify({ level, time: new Date().toISOString(), message, component: 'jobs' })}\n`;
    const write = (text: string): Promise<void> => appendFile(join(folder, 'supervisor.log'), text);
    await write(line('error', 'Before'));
    const writing = setInterval(() => void write(line('info', 'Calm') + line('error', 'Broken')), 100);
    for await (const { name, data } of framesOf(test, '/api/logs/follow?level=warn')) {
      clearInterval(writing);
      assert.deepEqual([name, (data as { message: string }).message], ['line', 'Broken']);
      break;
    }
  });
});
