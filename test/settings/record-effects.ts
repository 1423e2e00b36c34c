import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pruneImports } from '../../src/ingest/prune-imports.ts';
import { runJob } from '../../src/jobs/run-job.ts';
import { pruneEvents } from '../../src/jobs/upkeep.ts';
import { workerNeeds } from '../../src/worker-needs.ts';
import { configuredLibrary, type ConfiguredLibrary } from '../fixtures/configured-library.ts';
import { filesBelow } from '../fixtures/files-below.ts';
import type { Effects } from './effects.ts';

/** What is kept of what happened, and how long. */
export const recordEffects: Effects = {
  'logs.level': async () => {
    const lines = async (level: string): Promise<number> => {
      await using library = await configuredLibrary({ logs: { level } });
      await library.import();
      const folder = join(library.data, 'logs');
      const texts = await Promise.all(filesBelow(folder).map((name) => readFile(join(folder, name), 'utf8')));
      return texts.join('').split('\n').length - 1;
    };
    assert.ok((await lines('info')) > 0);
    assert.equal(await lines('error'), 0);
  },
  'logs.maxMiB': async () => {
    await using library = await configuredLibrary({ logs: { maxMiB: 0.01 } });
    assert.ok((await writeLog(library, 40)) > 1);
  },
  'logs.keep': async () => {
    await using library = await configuredLibrary({ logs: { maxMiB: 0.01, keep: 3 } });
    assert.equal(await writeLog(library, 400), 3);
  },
  'logs.keepOperationsDays': async () => {
    const left = async (keepOperationsDays: number): Promise<number> => {
      await using library = await configuredLibrary({ logs: { keepOperationsDays } });
      await library.import();
      await using app = await library.app();
      await runJob(pruneEvents, { input: {}, needs: workerNeeds(app) });
      return Number(library.rows('select count(*) as noted from operation')[0]?.['noted']);
    };
    assert.equal(await left(90), 1);
    assert.equal(await left(0), 0);
  },
  'traces.keepDays': async () => {
    const left = async (keepDays: number): Promise<number> => {
      await using library = await configuredLibrary({ traces: { keepDays } });
      await library.photo('a.jpg');
      await library.import();
      await using app = await library.app();
      await runJob(pruneImports, { input: {}, needs: workerNeeds(app) });
      return Number(library.rows('select count(*) as steps from import_trace')[0]?.['steps']);
    };
    assert.ok((await left(7)) > 0);
    assert.equal(await left(0), 0);
  },
  'traces.off': async () => {
    const off = ['read', 'preview_extraction', 'thumbnail_generation'];
    await using library = await configuredLibrary({ traces: { off }, pictures: { pixelLimitMp: 1 } });
    await library.photo('small.jpg');
    await library.photo('large.jpg', { width: 1_300, height: 1_000 });
    await library.import();
    const steps = library
      .rows('select distinct type, ok from import_trace')
      .map(({ type, ok }) => `${String(type)} ${String(ok)}`);
    assert.ok(steps.includes('metadata_extraction 1'));
    assert.ok(!steps.some((step) => /^(?:read|preview_extraction|thumbnail_generation) 1$/.test(step)), steps.join());
    assert.ok(
      steps.some((step) => /^(?:preview_extraction|thumbnail_generation) 0$/.test(step)),
      steps.join(),
    );
  },
  'traces.enabled': async () => {
    const steps = async (enabled: boolean): Promise<number> => {
      await using library = await configuredLibrary({ traces: { enabled } });
      await library.photo('a.jpg');
      await library.import();
      return Number(library.rows('select count(*) as steps from import_trace')[0]?.['steps']);
    };
    assert.ok((await steps(true)) > 0);
    assert.equal(await steps(false), 0);
  },
};

/** Writes some KiB of log lines. @returns how many files there are then */
async function writeLog(library: ConfiguredLibrary, kib: number): Promise<number> {
  await using app = await library.app();
  for (let i = 0; i < kib; i++) app.log.info({ filler: 'x'.repeat(1_000) }, 'Filler');
  return filesBelow(join(library.data, 'logs')).length;
}
