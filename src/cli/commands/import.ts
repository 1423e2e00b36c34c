import { resolve } from 'node:path';
import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import { followImport, followLeftOver } from '../follow-import.ts';
import { importSummary } from '../import-words.ts';
import type { Library, LibraryNeeds } from '../library.ts';

type Follow = Pick<Library, 'startImport' | 'importView' | 'cancelImport' | 'activity'>;

export const importCommand = defineCommand({
  name: 'import',
  summary: 'Take in what is new or changed in a folder',
  details:
    'By default files are catalogued where they are and never touched. With --mode copy or move they are placed in the ' +
    'managed library by its layout; a source is removed only after its copy was read back equal.\n\n' +
    'Ctrl+C stops cleanly; the same command goes on where it stopped. When a server runs this library, it does the work.',
  positionals: { folder: z.string().min(1).describe('Folder, or one file') },
  flags: {
    mode: z
      .enum(['in-place', 'copy', 'move'])
      .optional()
      .describe('What happens to the files (default: import.mode of the settings)'),
  },
  exits: {
    3: 'done, but some files could not be read, pictured or removed, or wait for something that is missing here',
    11: 'another process uses this library',
  },
  examples: ['import ~/Pictures', 'import /media/card --mode copy', 'import ~/Pictures --json'],
  async run({ args, flags, print, env, signal }, needs: LibraryNeeds) {
    const found = await getSettings(flags, env);
    const ask = { path: resolve(args.folder), mode: flags.mode ?? found.config.import.mode };
    const startedMs = performance.now();
    const remote = await needs.findRunning(found);
    if (remote) return await follow(remote);
    await using library = await needs.openLibrary(found, 'run');
    await library.work();
    return await follow(library);

    async function follow(on: Follow): Promise<number> {
      const started = await on.startImport(ask);
      const view = await followImport(on, started.id, { print, signal });
      const others = view.state === 'done' ? await followLeftOver(on, view, { print, signal }) : [];
      for (const other of others) {
        const { id, state, problems, counts, gone } = other;
        const text = `Finished what an earlier import left. ${importSummary(other, { tookMs: tookMs() })}`;
        print.line({ type: 'imported', id, state, problems, ...counts, gone }, text);
      }
      const { id, state, code, bytes, problems, counts, gone } = view;
      const facts = { id, state, code, bytes, problems, tookMs: Math.round(tookMs()), ...counts, gone };
      print.summary(facts, importSummary(view, { tookMs: tookMs() }));
      if (signal.aborted) return EXIT.interrupted;
      if (state === 'failed') return EXIT.error;
      const isWhole = [view, ...others].every((one) => one.problems === 0 && one.state === 'done' && one.code === null);
      return isWhole ? EXIT.ok : EXIT.someFilesRefused;
    }

    function tookMs(): number {
      return performance.now() - startedMs;
    }
  },
});
