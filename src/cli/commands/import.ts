import { resolve } from 'node:path';
import { z } from 'zod';
import type { ImportView } from '../../contract/import.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import { followImport } from '../follow-import.ts';
import { importSummary } from '../import-words.ts';
import type { Library, LibraryNeeds } from '../library.ts';

export const importCommand = defineCommand({
  name: 'import',
  summary: 'Take in what is new or changed in a folder',
  details:
    'By default files are catalogued where they are and never touched. With --mode copy or move they are placed in the ' +
    'managed library by its layout; a source is removed only after its copy was read back equal.\n\n' +
    'Ctrl+C stops cleanly; the same command goes on where it stopped. When a server runs this library, it does the work.',
  positionals: { folder: z.string().describe('Folder, or one file') },
  flags: {
    mode: z
      .enum(['in-place', 'copy', 'move'])
      .optional()
      .describe('What happens to the files (default: import.mode of the settings)'),
  },
  exits: {
    3: 'done, but some files could not be read or pictured, or wait for something that is missing here',
    11: 'another process uses this library',
  },
  examples: ['import ~/Pictures', 'import /media/card --mode copy', 'import ~/Pictures --json'],
  async run({ args, flags, print, env, signal }, needs: LibraryNeeds) {
    const found = await getSettings(flags, env);
    const ask = { path: resolve(args.folder), mode: flags.mode ?? found.config.import.mode };
    const startedMs = performance.now();
    const remote = await needs.findRunning(found);
    if (remote) return report(await follow(remote), performance.now() - startedMs);
    await using library = await needs.openLibrary(found, 'run');
    await library.work();
    return report(await follow(library), performance.now() - startedMs);

    async function follow(on: Pick<Library, 'startImport' | 'importView' | 'cancelImport'>): Promise<ImportView> {
      const started = await on.startImport(ask);
      return await followImport(on, started.id, { print, signal });
    }

    function report(view: ImportView, tookMs: number): number {
      const facts = {
        id: view.id,
        state: view.state,
        code: view.code,
        bytes: view.bytes,
        problems: view.problems,
        tookMs: Math.round(tookMs),
        ...view.counts,
      };
      print.summary(facts, importSummary(view, { tookMs }));
      if (signal.aborted) return EXIT.interrupted;
      if (view.state === 'failed') return EXIT.error;
      const isWhole = view.problems === 0 && view.state !== 'running';
      return isWhole ? EXIT.ok : EXIT.someFilesRefused;
    }
  },
});
