import assert from 'node:assert/strict';
import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { newJob } from '../../jobs/kind.ts';
import { single } from '../../../test/fixtures/job-kinds.ts';
import { openTestServer, type TestServer } from '../../../test/fixtures/test-server.ts';

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
