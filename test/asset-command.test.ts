import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { copyFile, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { AssetView, TraceStep } from '../src/contract/asset.ts';
import { sampleAvi } from '../src/doctor/samples/sample-avi.ts';
import { configuredLibrary, type ConfiguredLibrary } from './fixtures/configured-library.ts';

const FILE_TIME_S = 1_500_000_000;

async function look(library: ConfiguredLibrary, path: string): Promise<{ asset: AssetView; trace: TraceStep[] }> {
  const { exit, lines } = await library.run('asset', path, '--json');
  assert.equal(exit, 0);
  return { asset: AssetView.parse(lines[0]?.['asset']), trace: TraceStep.array().parse(lines[0]?.['trace']) };
}

async function film(library: ConfiguredLibrary): Promise<string> {
  const path = join(library.photos, 'clip.avi');
  await writeFile(path, sampleAvi({ widthPx: 64, heightPx: 48 }));
  await utimes(path, FILE_TIME_S, FILE_TIME_S);
  return path;
}

describe('supervisor asset', () => {
  it('[S-001] [S-003] tells of pictures and films path, type, source, size, length, rate, bytes, SHA-256, file date and import date', async () => {
    await using library = await configuredLibrary({});
    const photo = await library.photo('a.jpg', { width: 60, height: 40 });
    const copy = join(library.photos, 'copy of a.jpg');
    await copyFile(photo, copy);
    await utimes(copy, FILE_TIME_S, FILE_TIME_S);
    const clip = await film(library);
    const startedMs = Date.now();
    assert.equal((await library.import()).exit, 0);
    const bytes = await readFile(photo);
    const { asset } = await look(library, photo);
    assert.deepEqual(
      [asset.kind, asset.mime, asset.facts.widthPx, asset.facts.heightPx, asset.sizeBytes, asset.checksum],
      ['image', 'image/jpeg', 60, 40, bytes.length, createHash('sha256').update(bytes).digest('hex')],
    );
    assert.deepEqual(new Set(asset.files.map(({ fullPath }) => fullPath)), new Set([photo, copy]));
    const [file] = asset.files;
    assert.deepEqual([file?.rootName, Date.parse(file?.modifiedAt ?? '')], ['photos', FILE_TIME_S * 1_000]);
    assert.ok(Date.parse(asset.importedAt) >= startedMs && Date.parse(asset.importedAt) <= Date.now());
    const shown = await library.run('asset', copy);
    assert.match(shown.out, new RegExp(`checksum +${asset.checksum}`));
    const { facts, kind } = (await look(library, clip)).asset;
    assert.deepEqual([kind, facts.widthPx, facts.heightPx, facts.durationMs, facts.fps], ['video', 64, 48, 1_000, 10]);
  });

  it('[S-058] [S-109] [I-056] tells step by step what an import did with a file, by which tool, and the next import that nothing changed', async () => {
    await using library = await configuredLibrary({});
    const photo = await library.photo('a.jpg');
    assert.equal((await library.import()).exit, 0);
    const { trace } = await look(library, photo);
    for (const [type, tool] of [
      ['read', null],
      ['metadata_extraction', /^ExifTool \d/],
      ['preview_extraction', null],
      ['thumbnail_generation', /^sharp \d/],
    ] as const) {
      const step = trace.find((one) => one.type === type);
      assert.ok(step?.ok, type);
      if (tool) assert.match(step.tool ?? '', tool);
    }
    const facts = new Map(
      library
        .rows('select kind, facts from job_attempt join job on job.id = job_id')
        .map((row) => [row['kind'], JSON.parse(String(row['facts']))] as const),
    );
    assert.match(facts.get('ingest.describe').tool, /^ExifTool \d/);
    const { route, settings } = facts.get('derivative.pictures');
    assert.deepEqual([route, settings.previewMaxPx, settings.previewQuality], ['sharp', 2_048, 85]);
    const again = await library.import();
    assert.deepEqual(
      library.rows('select outcome from import_item order by id').map(({ outcome }) => outcome),
      ['imported'],
    );
    assert.match(JSON.stringify(again.lines.at(-1)), /"unchanged":1/);
  });

  it('[S-030] [S-296] takes in pictures and films with every optional tool broken, and says what was missing', async () => {
    await using library = await configuredLibrary({
      metadata: { exiftool: '/nowhere/exiftool' },
      video: { engine: 'ffmpeg', ffmpeg: '/nowhere/ffmpeg' },
    });
    const photo = await library.photo('a.jpg', { width: 60, height: 40 });
    const clip = await film(library);
    const { exit, out } = await library.run('import', library.photos);
    assert.equal(exit, 3);
    assert.match(out, /2 imported.*\n1 of them cannot go on now.*\n.*\(code video_tool_missing\)/);
    const { asset } = await look(library, photo);
    assert.deepEqual(
      [asset.pictures, asset.metadata.state, asset.metadata.code, asset.facts.widthPx],
      ['ready', 'degraded', 'metadata_tool_missing', 60],
    );
    const films = await look(library, clip);
    assert.deepEqual([films.asset.kind, films.asset.metadata.state], ['video', 'failed']);
    assert.equal((await library.run('status')).exit, 0);
  });

  it('says that there is no such asset, and ends with 1', async () => {
    await using library = await configuredLibrary({});
    await library.photo('a.jpg');
    await library.import();
    const { exit, err } = await library.run('asset', join(library.photos, 'b.jpg'));
    assert.equal(exit, 1);
    assert.match(err, /asset_not_found|no asset|file_missing/i);
  });
});
