import { once } from 'node:events';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import type { LibraryNeeds } from '../library.ts';

export const workCommand = defineCommand({
  name: 'work',
  summary: 'Run jobs of a library, without pages; beside a server or alone',
  details:
    'Ctrl+C or SIGTERM: running jobs end or are given back, then the worker is recorded as stopped and the exit code is 0.',
  examples: ['work'],
  async run({ flags, print, env, signal }, needs: LibraryNeeds) {
    const found = await getSettings(flags, env);
    await using library = await needs.openLibrary(found, 'worker');
    await library.work();
    print.line({ type: 'ready', dataFolder: found.dataFolder }, `Working for the library in ${found.dataFolder}`);
    if (!signal.aborted) await once(signal, 'abort');
    return EXIT.ok;
  },
});
