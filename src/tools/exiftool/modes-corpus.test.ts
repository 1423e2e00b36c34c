import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { corpusFor } from '../../../test/fixtures/corpus.ts';
import { systemClock } from '../../base/clock.ts';
import { silentLog } from '../../base/log.ts';
import { openExifTool } from './open-exiftool.ts';
import { openTestExifTool } from './test-exiftool.ts';

it('[I-043] reads everything in mode full, without maker notes in fast2, and the same capture time in each mode', async (t) => {
  const corpus = corpusFor(t);
  if (!corpus) return;
  const path = join(corpus, 'fetched/ianare__exif-samples/jpg/hdr/canon_hdr_YES.jpg');
  const groups: Record<string, ReadonlySet<string>> = {};
  for (const mode of ['fast', 'fast2', 'full'] as const) {
    await using exiftool = openExifTool({ mode, timeoutMs: 20_000, processes: 1, clock: systemClock, log: silentLog });
    const { tags, method } = await exiftool.readTags(path);
    assert.equal(method, mode === 'full' ? 'exiftool' : 'exiftool_fast');
    assert.match(String(tags['ExifIFD:DateTimeOriginal']), /^\d{4}:\d\d:\d\d /);
    groups[mode] = new Set(Object.keys(tags).map((tag) => tag.slice(0, tag.indexOf(':'))));
  }
  assert.ok(groups['full']?.has('Canon') && groups['fast']?.has('Canon'));
  assert.ok(!groups['fast2']?.has('Canon'));
});

it('[I-043] leaves out derived tags that nobody reads in mode fast, and only these', async (t) => {
  const corpus = corpusFor(t);
  if (!corpus) return;
  const path = join(corpus, 'fetched/ianare__exif-samples/jpg/hdr/canon_hdr_YES.jpg');
  const read = async (mode: 'fast' | 'full'): Promise<Readonly<Record<string, unknown>>> => {
    await using exiftool = openTestExifTool({ mode });
    return (await exiftool.readTags(path)).tags;
  };
  const [fast, full] = [await read('fast'), await read('full')];
  const out = Object.keys(full).filter((tag) => !(tag in fast));
  assert.deepEqual(out.toSorted(), [
    'Composite:CircleOfConfusion',
    'Composite:DOF',
    'Composite:FOV',
    'Composite:FocalLength35efl',
    'Composite:HyperfocalDistance',
    'Composite:Lens35efl',
    'Composite:LightValue',
    'Composite:Megapixels',
    'Composite:ScaleFactor35efl',
  ]);
  for (const tag of ['Composite:LensID', 'Composite:ISO']) assert.equal(fast[tag], full[tag], tag);
});
