import { once } from 'node:events';
import { z } from 'zod';
import { isPostgresUrl, maskUrl } from '../../base/database-url.ts';
import { hasCode } from '../../base/errors.ts';
import { countOf } from '../../contract/count-words.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import type { Library, LibraryNeeds } from '../library.ts';
import { assertLibrary } from '../open-existing.ts';
import type { Print } from '../output.ts';
import { type Probing, serverGone } from '../server-gone.ts';
import { visibleText } from '../visible-text.ts';

export const workCommand = defineCommand({
  name: 'work',
  summary: 'Run jobs of a library, without pages; beside a server or alone',
  details:
    'Ctrl+C or SIGTERM: running jobs end or are given back, then the worker is recorded as stopped and the exit code is 0. With --exclusive it ends at once, also with 0, when one of its queues has a worker.\n\n' +
    'A worker whose library a newer version has changed gives its jobs back and ends with 1.\n\n' +
    'With --tied-to it ends as cleanly, with 0 too, when the server at that address has failed so many probes in a row: give it /health/live of the pages, or any address that answers with 2xx.',
  flags: {
    queues: z.string().optional().describe('only these queues, separated by commas'),
    concurrency: z.coerce.number().int().min(1).max(256).optional().describe('most jobs at once'),
    tiedTo: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('end when the server at this address is gone')
      .meta({ placeholder: 'url' }),
    probes: z
      .number()
      .int()
      .min(1)
      .max(1_000)
      .default(3)
      .describe('with --tied-to: failed probes in a row that say so'),
    every: z.number().min(0.1).max(3_600).default(10).describe('with --tied-to: seconds from one probe to the next'),
    exclusive: z.boolean().default(false).describe('be the only worker of these queues'),
  },
  examples: [
    'work',
    'work --queues pictures --concurrency 2',
    'work --queues upkeep --exclusive',
    'work --tied-to http://127.0.0.1:4400/health/live',
  ],
  async run({ flags, print, env, signal }, needs: LibraryNeeds) {
    const found = await getSettings(flags, env);
    assertLibrary(found); // a folder that was mistyped is left as it is
    await using library = await needs.openLibrary(found, 'worker');
    const queues = flags.queues?.split(',').map((queue) => queue.trim());
    try {
      await library.work({ queues, concurrency: flags.concurrency, isExclusive: flags.exclusive });
    } catch (error) {
      if (!hasCode(error, 'worker_active')) throw error;
      print.line({ type: 'worker_active', ...error.details }, `${error.message}; nothing to do here.`);
      return EXIT.ok;
    }
    const { database } = found.paths;
    const place = isPostgresUrl(database) ? maskUrl(database) : found.dataFolder;
    print.line({ type: 'ready', dataFolder: found.dataFolder }, `Working for the library in ${place}`);
    const over = new AbortController();
    const stop = AbortSignal.any([signal, over.signal]);
    const probing = { probes: flags.probes, everyMs: flags.every * 1_000 };
    const end =
      flags.tiedTo === undefined
        ? ended(stop)
        : endOfServer(library, { url: flags.tiedTo, ...probing }, { print, signal: stop });
    const newer = await Promise.race([library.outgrown(stop), end.then(() => undefined)]);
    over.abort();
    if (newer) throw newer;
    return EXIT.ok;
  },
});

async function ended(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

/** Waits until the server is gone, and says so. */
async function endOfServer(
  { log }: Pick<Library, 'log'>,
  probing: Probing,
  { print, signal }: { print: Print; signal: AbortSignal },
): Promise<void> {
  const fault = await serverGone(probing, signal);
  if (fault === undefined) return;
  const { url, probes } = probing;
  const why = `${visibleText(url)} has failed ${countOf(probes, 'probe')} in a row (${visibleText(fault)})`;
  log.warn({ component: 'worker', url, probes, fault }, `The server that this worker is tied to is gone: ${why}`);
  print.line({ type: 'server_gone', url, probes, fault }, `${why}: this worker stops.`);
}
