import { once } from 'node:events';
import { z } from 'zod';
import { namedConfig } from '../background/named-config.ts';
import { notedStart } from '../background/note-start.ts';
import type { StartWords } from '../background/start-record.ts';
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
    const options = flags.worker ? [] : ['--no-worker'];
    const words: StartWords = { command: 'serve', options, folders: [], config: namedConfig(found, flags, env) };
    return await notedStart(found, words, async (ready) => {
      await using library = await needs.openLibrary(found, 'run');
      const { url } = await library.serve();
      if (flags.worker) await library.work();
      await ready(url);
      print.line({ type: 'ready', url, dataFolder: found.dataFolder }, `Supervisor is at ${url}`);
      if (!signal.aborted) await once(signal, 'abort');
      return EXIT.ok;
    });
  },
});
