import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { AssetView, TraceStep } from '../src/contract/asset.ts';
import { runWorker } from '../src/run-worker.ts';
import { configuredLibrary, type ConfiguredLibrary } from './fixtures/configured-library.ts';
import { until } from './fixtures/until.ts';

/** Does all that waits, as a worker would. */
async function work(library: ConfiguredLibrary): Promise<void> {
  await using app = await library.app();
  await using _worker = await runWorker(app);
  await until(async () => {
    const { waiting, running } = await app.engine.totals();
    return waiting + running === 0;
  });
}

async function look(library: ConfiguredLibrary, path: string): Promise<{ asset: AssetView; trace: TraceStep[] }> {
  const { lines } = await library.run('asset', path, '--json');
  return { asset: AssetView.parse(lines[0]?.['asset']), trace: TraceStep.array().parse(lines[0]?.['trace']) };
}

describe('supervisor enhance', () => {
  it('[I-040] [I-041] [I-028] makes a larger preview by id or path, shows its status, and takes it back', async () => {
    await using library = await configuredLibrary({});
    const photo = await library.photo('large.jpg', { width: 3_000, height: 2_000 });
    const small = await library.photo('small.jpg', { width: 300, height: 200 });
    assert.equal((await library.import()).exit, 0);
    const nowhere = join(library.photos, 'nowhere.jpg');
    const dry = await library.run('enhance', photo, '--dry-run');
    assert.equal(dry.exit, 0);
    assert.match(dry.out, /2\u202F048 → 2\u202F560 pixels wide\n1 preview would be made larger\./u);
    const asked = await library.run('enhance', photo, small, nowhere, '--json');
    assert.equal(asked.exit, 2);
    assert.deepEqual(
      asked.lines.map(({ type, asked, status, queued }) => [type, asked, status, queued]),
      [
        ['asset', photo, 'queued', undefined],
        ['asset', small, 'already_max', undefined],
        ['asset', nowhere, 'not_found', undefined],
        ['summary', undefined, undefined, 1],
      ],
    );
    const { asset } = await look(library, photo);
    assert.deepEqual([asset.enhancement.status, asset.previewStatus], ['requested', 'ready']);
    const again = await library.run('enhance', asset.id);
    assert.deepEqual([again.exit, /It is on its way/.test(again.out)], [0, true]);
    await work(library);
    const made = await look(library, photo);
    assert.deepEqual(
      [made.asset.enhancement.status, made.asset.enhancement.widthPx, made.asset.enhancement.toWidthPx],
      ['ready', 2_560, 3_000],
    );
    const whole = made.trace.find(({ type, method }) => type === 'enhancement' && method === 'enhance');
    assert.deepEqual([whole?.ok, whole?.widthPx], [true, 2_560]);
    assert.match((await library.run('asset', photo)).out, /sharper +ready · 2560 → 3000 pixels wide by `enhance`/);
    assert.equal((await library.run('enhance', photo, '--undo')).exit, 0);
    await work(library);
    const { enhancement } = (await look(library, photo)).asset;
    assert.deepEqual([enhancement.status, enhancement.isEnhanced, enhancement.widthPx], ['none', false, 2_048]);
  });
});
