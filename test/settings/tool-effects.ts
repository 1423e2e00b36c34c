import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Config } from '../../src/config/schema.ts';
import { probeTools } from '../../src/probe-tools.ts';
import { bundledExiftool } from '../fixtures/bundled-exiftool.ts';
import { configuredLibrary } from '../fixtures/configured-library.ts';
import type { Effects } from './effects.ts';

/** Which outside tools run, and how. */
export const toolEffects: Effects = {
  'metadata.exiftool': async () => {
    await using library = await configuredLibrary({ metadata: { exiftool: '/nowhere/exiftool' } });
    await library.photo('a.jpg');
    await library.import();
    assert.equal(library.rows('select metadata_method from asset')[0]?.['metadata_method'], 'fallback');
  },
  'metadata.mode': async () => {
    await using library = await configuredLibrary({ metadata: { mode: 'full' } });
    await library.photo('a.jpg');
    await library.import();
    assert.equal(library.rows('select metadata_method from asset')[0]?.['metadata_method'], 'exiftool');
  },
  'metadata.timeoutMs': async () => {
    await using library = await configuredLibrary({});
    const script = join(library.data, 'endless.pl');
    await writeFile(script, 'sleep 600;');
    await library.configure({ metadata: { exiftool: script, timeoutMs: 1_000 } });
    await using app = await library.app();
    const photo = await library.photo('a.jpg');
    const askedMs = performance.now();
    // the built-in reader answers as soon as the tool is given up: by itself after 30 s
    assert.equal((await app.tools.exiftool.readTags(photo)).method, 'fallback');
    assert.ok(performance.now() - askedMs < 25_000);
  },
  'metadata.processes': async () => {
    const started = async (processes: number): Promise<number> => {
      await using library = await configuredLibrary({});
      const script = join(library.data, 'counted.pl');
      const note = `open(my $f, '>>', '${script}.started'); print $f "$$\\n"; close $f;`;
      await writeFile(script, `${note} exec('perl', '${bundledExiftool()}', @ARGV);`);
      await library.configure({ metadata: { exiftool: script, processes } });
      const photo = await library.photo('a.jpg');
      await using app = await library.app();
      await Promise.all(Array.from({ length: 100 }, async () => app.tools.exiftool.readTags(photo)));
      return (await readFile(`${script}.started`, 'utf8')).trim().split('\n').length;
    };
    assert.equal(await started(1), 1);
    assert.equal(await started(2), 2);
  },
  'video.engine': async () => {
    const probes = async (engine: string) => {
      await using library = await configuredLibrary({ video: { engine, ffmpeg: '/nowhere/ffmpeg' } });
      await using app = await library.app();
      return await app.tools.video();
    };
    const none = await probes('ffmpeg');
    assert.ok('reason' in none && none.reason.startsWith('ffmpeg: '));
    assert.ok((await probes('node-av')).video);
  },
  'video.ffmpeg': async () => assert.match(await ffmpegProblem({ ffmpeg: '/nowhere/ffmpeg' }), /\/nowhere\/ffmpeg/),
  'video.ffprobe': async () => assert.match(await ffmpegProblem({ ffprobe: '/nowhere/ffprobe' }), /\/nowhere\/ffprobe/),
};

async function ffmpegProblem(video: object): Promise<string> {
  const probes = await probeTools(Config.parse({ video }));
  const found = probes.find(({ id }) => id === 'ffmpeg')?.found;
  return found && 'problem' in found ? found.problem : '';
}
