import { once } from 'node:events';
import { z } from 'zod';
import { hasCode } from '../../base/errors.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import type { LibraryNeeds } from '../library.ts';

export const workCommand = defineCommand({
  name: 'work',
  summary: 'Run jobs of a library, without pages; beside a server or alone',
  details:
    'Ctrl+C or SIGTERM: running jobs end or are given back, then the worker is recorded as stopped and the exit code is 0. With --exclusive it ends at once, also with 0, when one of its queues has a worker.',
  flags: {
    queues: z.string().optional().describe('only these queues, separated by commas'),
    concurrency: z.coerce.number().int().min(1).max(256).optional().describe('most jobs at once'),
    exclusive: z.boolean().default(false).describe('be the only worker of these queues'),
  },
  examples: ['work', 'work --queues pictures --concurrency 2', 'work --queues upkeep --exclusive'],
  async run({ flags, print, env, signal }, needs: LibraryNeeds) {
    const found = await getSettings(flags, env);
    await using library = await needs.openLibrary(found, 'worker');
    const queues = flags.queues?.split(',').map((queue) => queue.trim());
    try {
      await library.work({ queues, concurrency: flags.concurrency, isExclusive: flags.exclusive });
    } catch (error) {
      if (!hasCode(error, 'worker_active')) throw error;
      print.line({ type: 'worker_active', ...error.details }, `${error.message}; nothing to do here.`);
      return EXIT.ok;
    }
    print.line({ type: 'ready', dataFolder: found.dataFolder }, `Working for the library in ${found.dataFolder}`);
    if (!signal.aborted) await once(signal, 'abort');
    return EXIT.ok;
  },
});
