import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { describe, it } from 'node:test';
import { corpusFilesFor } from '../../../test/fixtures/corpus.ts';
import { cpuTimeMs } from '../../../test/fixtures/cpu-time.ts';
import { systemClock } from '../../base/clock.ts';
import { silentLog } from '../../base/log.ts';
import { formatById } from '../../formats/format-of.ts';
import { openExifTool } from '../../tools/exiftool/open-exiftool.ts';
import { generationBlocks } from './generation.ts';

const input = (tags: Record<string, unknown>) => ({
  tags,
  format: formatById('png'),
  name: 'a.png',
  folder: '',
  mtimeMs: 0,
  nowMs: 0,
  sidecars: [],
});
const blocksOf = (tags: Record<string, unknown>) =>
  generationBlocks(input(tags)).map(({ tool, carrier }) => `${tool} ${carrier}`);

const A1111 = 'a cat\nNegative prompt: dog\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 512x512';

/** First block of each file of the corpus that carries one. */
const CORPUS: Readonly<Record<string, string>> = {
  'hostile/ai/a1111.png': 'a1111 PNG:Parameters',
  'hostile/ai/a1111-itxt-unicode.png': 'a1111 PNG:Parameters',
  'hostile/ai/a1111-no-negative.png': 'a1111 PNG:Parameters',
  'hostile/ai/a1111-usercomment.jpg': 'a1111 ExifIFD:UserComment',
  'hostile/ai/a1111.webp': 'a1111 ExifIFD:UserComment',
  'hostile/ai/broken-json.png': 'comfyui PNG:Workflow',
  'hostile/ai/comfyui.png': 'comfyui PNG:Workflow',
  'hostile/ai/comfyui-nan.png': 'comfyui PNG:Prompt',
  'hostile/ai/drawthings.png': 'drawthings XMP-exif:UserComment',
  'hostile/ai/fooocus.png': 'fooocus PNG:Parameters',
  'hostile/ai/forge.png': 'forge PNG:Parameters',
  'hostile/ai/huge-prompt-2MB.png': 'unknown PNG:Parameters',
  'hostile/ai/invokeai.png': 'invokeai PNG:Invokeai_metadata',
  'hostile/ai/midjourney.png': 'midjourney PNG:Description',
  'hostile/ai/novelai.png': 'novelai PNG:Comment',
  'hostile/ai/swarmui.png': 'swarmui PNG:Parameters',
};

describe('generationBlocks', () => {
  it('takes a text beside a picture for its prompt, beside a photograph only where a generator wrote it', () => {
    const beside = (tags: Record<string, unknown>, text: string) =>
      generationBlocks({ ...input(tags), sidecars: [{ kind: 'prompt-txt', name: 'a.txt', text }] }).map(
        ({ tool }) => tool,
      );
    assert.deepEqual(beside({}, 'a fox in the snow'), ['unknown']);
    assert.deepEqual(beside({ 'IFD0:Model': 'X-T5' }, 'the dog of my aunt'), []);
    assert.deepEqual(beside({ 'IFD0:Model': 'X-T5' }, A1111), ['a1111']);
    assert.deepEqual(beside({ 'IFD0:Model': 'prompt:{"1":{}}' }, 'a fox in the snow'), ['comfyui', 'unknown']);
  });

  it('[S-054] [S-055] finds the block of every tool in PNG, JPEG and WebP of the corpus', async (t) => {
    await using exiftool = openExifTool({
      mode: 'fast',
      timeoutMs: 20_000,
      processes: 1,
      clock: systemClock,
      log: silentLog,
    });
    const files = corpusFilesFor(t).filter(
      ({ path }) => path in CORPUS || (path.includes('sd-parsers') && path.includes('/parsers/')),
    );
    await Promise.all(
      files.map(async ({ path, absolute }) => {
        const { tags } = await exiftool.readTags(absolute);
        const [first] = generationBlocks({ ...input(tags), name: basename(path) });
        const folderTool = /\/resources\/parsers\/(\w+)\//
          .exec(path)?.[1]
          ?.toLowerCase()
          .replace('automatic1111', 'a1111');
        if (path in CORPUS) assert.equal(`${first?.tool} ${first?.carrier}`, CORPUS[path], path);
        else if (first) assert.equal(first.tool, folderTool, path);
      }),
    );
  });

  it('[S-055] keeps the order parameters, sd-metadata, workflow, prompt, comment, and the untouched text', () => {
    const tags = {
      'ExifIFD:UserComment': `${A1111} `,
      'PNG:Prompt': '{"3":{"class_type":"KSampler"}}',
      'PNG:Workflow': '{"nodes":[]}',
      'PNG:Sd-metadata': '{"model_weights":"x"}',
      'PNG:Parameters': A1111,
    };
    assert.deepEqual(blocksOf(tags), [
      'a1111 PNG:Parameters',
      'invokeai PNG:Sd-metadata',
      'comfyui PNG:Workflow',
      'comfyui PNG:Prompt',
    ]);
    assert.equal(generationBlocks(input(tags))[0]?.text, A1111);
  });

  it('[S-054] reads ComfyUI in the EXIF of WebP and A1111 in a Windows comment', () => {
    assert.deepEqual(blocksOf({ 'IFD0:Make': 'Workflow: {"nodes": []}', 'IFD0:Model': 'Prompt: {"3": {}}' }), [
      'comfyui IFD0:Make',
      'comfyui IFD0:Model',
    ]);
    const fooocus = { 'IFD0:Software': 'Fooocus v2.5.0', 'ExifIFD:UserComment': '{"prompt": "a", "steps": 30}' };
    assert.deepEqual(blocksOf(fooocus), ['fooocus ExifIFD:UserComment']);
    for (const tag of ['IFD0:XPComment', 'IFD0:ImageDescription', 'ExifIFD:UserComment'])
      assert.deepEqual(blocksOf({ [tag]: A1111 }), [`a1111 ${tag}`]);
  });

  it('cuts a block at 20 000 characters and says so', () => {
    const [block] = generationBlocks(input({ 'PNG:Parameters': 'word '.repeat(100_000) }));
    assert.deepEqual([block?.text.length, block?.truncated], [20_000, true]);
  });

  it('takes no ordinary comment or description for a prompt', () => {
    assert.deepEqual(
      blocksOf({
        'ExifIFD:UserComment': 'Steps down to the beach',
        'IFD0:ImageDescription': 'Our holiday -- the best',
        'PNG:Comment': 'Created with GIMP',
        'IFD0:Make': 'Canon',
      }),
      [],
    );
  });

  it('answers hostile texts within a bound', () => {
    const started = cpuTimeMs();
    for (const text of [
      '"uc":'.repeat(20_000),
      '"c":'.repeat(20_000),
      '"sampler": "k_'.repeat(5_000),
      `"${' -s '.repeat(20_000)}`,
      'Steps: 1'.repeat(20_000),
    ]) {
      blocksOf({ 'ExifIFD:UserComment': text, 'PNG:Parameters': `${text} ` });
    }
    assert.ok(cpuTimeMs() - started < 2_000);
  });
});
