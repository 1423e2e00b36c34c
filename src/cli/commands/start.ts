import { once } from 'node:events';
import { resolve } from 'node:path';
import { z } from 'zod';
import { toAppError } from '../../base/errors.ts';
import { helpFor } from '../../contract/errors.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import { followImport } from '../follow-import.ts';
import { importSummary } from '../import-words.ts';
import type { Library, LibraryNeeds } from '../library.ts';
import { openInBrowser } from '../open-in-browser.ts';
import type { Print } from '../output.ts';
import { visibleText } from '../visible-text.ts';

export const startCommand = defineCommand({
  name: 'start',
  summary: 'Run everything: pages, API and work; import the folders named',
  details:
    'Opens a library (made on first use), serves the pages on this machine, and goes on with whatever work is due. Ctrl+C stops cleanly.',
  positionals: { folders: z.array(z.string().min(1)).default([]).describe('Folders to import in place') },
  flags: {
    open: z.boolean().default(false).describe('Open the pages in the browser'),
    port: z
      .number()
      .int()
      .min(0)
      .max(65_535)
      .optional()
      .describe('Port of the pages (default: server.port of the settings)'),
  },
  exits: { 11: 'another process uses this library' },
  examples: ['start ~/Pictures', 'start --open', 'start /photos /archive --port 4500'],
  async run({ args, flags, print, env, signal }, needs: LibraryNeeds) {
    const found = await getSettings(flags, env);
    const server = { ...found.config.server, ...(flags.port === undefined ? {} : { port: flags.port }) };
    await using library = await needs.openLibrary({ ...found, config: { ...found.config, server } }, 'run');
    const { url } = await library.serve();
    print.line(
      { type: 'ready', url, dataFolder: found.dataFolder },
      `${print.paint('bold', 'Supervisor')} is at ${url}`,
    );
    print.note(`Catalogue and pictures lie in ${found.dataFolder}. Ctrl+C stops.`);
    if (flags.open) openInBrowser(url, env);
    await library.work();
    let refused = 0;
    for (const folder of args.folders) {
      if (signal.aborted) break;
      try {
        await importFolder(library, resolve(folder), { print, signal, pages: url });
      } catch (error) {
        // A disk that is not plugged in is no reason to leave the others and the pages.
        refused += 1;
        if (refused === args.folders.length) throw error;
        const { code, message } = toAppError(error);
        print.note(`${visibleText(folder)} is left out: ${message}. ${helpFor(code)} (code ${code})`);
      }
    }
    if (!signal.aborted) await once(signal, 'abort');
    return EXIT.ok;
  },
});

async function importFolder(
  library: Library,
  path: string,
  io: { print: Print; signal: AbortSignal; pages: string },
): Promise<void> {
  const startedMs = performance.now();
  const { id } = await library.startImport({ path, mode: 'in-place' });
  const view = await followImport(
    { importView: (of) => library.importView(of), cancelImport: async () => undefined },
    id,
    io,
  );
  const tookMs = performance.now() - startedMs;
  io.print.line(
    { type: 'imported', id, state: view.state, problems: view.problems, ...view.counts, gone: view.gone },
    importSummary(view, { tookMs, pages: io.pages }),
  );
}
