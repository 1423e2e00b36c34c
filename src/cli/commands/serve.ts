import { once } from 'node:events';
import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import type { LibraryNeeds } from '../library.ts';

export const serveCommand = defineCommand({
  name: 'serve',
  summary: 'Serve the pages and the API, and work',
  flags: {
    worker: z.boolean().default(true).describe('Run no jobs in this process: supervisor work does'),
  },
  exits: { 11: 'another process uses this library' },
  examples: ['serve', 'serve --no-worker'],
  async run({ flags, print, env, signal }, needs: LibraryNeeds) {
    const found = await getSettings(flags, env);
    await using library = await needs.openLibrary(found, 'run');
    const { url } = await library.serve();
    if (flags.worker) await library.work();
    print.line({ type: 'ready', url, dataFolder: found.dataFolder }, `Supervisor is at ${url}`);
    if (!signal.aborted) await once(signal, 'abort');
    return EXIT.ok;
  },
});
