import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { AppError, toAppError } from '../../base/errors.ts';
import { helpFor } from '../../contract/errors.ts';
import { namedConfig } from '../background/named-config.ts';
import { notedStart } from '../background/note-start.ts';
import { startExits, wait } from '../background/start-flags.ts';
import { startInBackground } from '../background/start-in-background.ts';
import type { StartWords } from '../background/start-record.ts';
import { printStart } from '../background/start-words.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { type FoundSettings, findSettings, getSettings } from '../find-settings.ts';
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
    'Opens a library (made on first use), serves the pages on this machine, and goes on with whatever work is due. Ctrl+C stops cleanly.\n\n' +
    'With --background it does so detached from the terminal, says whether it has come up, and returns. What it says goes into ' +
    '`output.log` in the folder of logs. `supervisor status` shows it, `supervisor stop` ends it, `supervisor restart` starts it anew.',
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
    background: z.boolean().default(false).describe('Run on without this terminal'),
    wait,
  },
  exits: { ...startExits, 0: 'stopped cleanly; in the background: it answers, or has been running already' },
  examples: ['start ~/Pictures', 'start --open', 'start /photos /archive --port 4500', 'start ~/Pictures --background'],
  async run({ args, flags, print, env, signal }, needs: LibraryNeeds) {
    const folders = args.folders.map((folder) => resolve(folder));
    const port = flags.port === undefined ? [] : ['--port', String(flags.port)];
    if (flags.background) {
      const found = await findSettings(flags, env);
      assertSomeFolder(folders, print);
      const options = [...port, ...(flags.open ? ['--open'] : [])];
      const words: StartWords = { command: 'start', options, folders, config: namedConfig(found, flags, env) };
      return printStart(await startInBackground(found, { words, env, waitMs: flags.wait * 1_000, signal }), print);
    }
    const found = await getSettings(flags, env);
    const words: StartWords = { command: 'start', options: port, folders, config: namedConfig(found, flags, env) };
    return await notedStart(found, words, (ready) =>
      runAll({ found, folders, flags, print, env, signal, ready }, needs),
    );
  },
});

/** Says which folders are not there while somebody looks. @throws folder_not_found where none is */
function assertSomeFolder(folders: readonly string[], print: Print): void {
  const missing = folders.filter((folder) => !existsSync(folder));
  if (missing.length > 0 && missing.length === folders.length)
    throw new AppError('folder_not_found', `There is no folder ${visibleText(missing.join(', '))}`);
  for (const folder of missing) print.note(`${visibleText(folder)} is left out: it is not there.`);
}

/** One run of everything, in this process. */
interface Run {
  readonly found: FoundSettings;
  readonly folders: readonly string[];
  readonly flags: { readonly open: boolean; readonly port?: number | undefined };
  readonly print: Print;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  ready(url: string): Promise<void>;
}

async function runAll(
  { found, folders, flags, print, env, signal, ready }: Run,
  needs: Pick<LibraryNeeds, 'openLibrary'>,
): Promise<number> {
  const server = { ...found.config.server, ...(flags.port === undefined ? {} : { port: flags.port }) };
  await using library = await needs.openLibrary({ ...found, config: { ...found.config, server } }, 'run');
  const { url } = await library.serve();
  print.line({ type: 'ready', url, dataFolder: found.dataFolder }, `${print.paint('bold', 'Supervisor')} is at ${url}`);
  print.note(`Catalogue and pictures lie in ${found.dataFolder}. Ctrl+C or supervisor stop ends it.`);
  if (flags.open) openInBrowser(url, env);
  await library.work();
  await ready(url);
  let refused = 0;
  for (const folder of folders) {
    if (signal.aborted) break;
    try {
      await importFolder(library, folder, { print, signal, pages: url });
    } catch (error) {
      // A disk that is not plugged in is no reason to leave the others and the pages.
      refused += 1;
      if (refused === folders.length) throw error;
      const { code, message } = toAppError(error);
      print.note(`${visibleText(folder)} is left out: ${message}. ${helpFor(code)} (code ${code})`);
    }
  }
  if (!signal.aborted) await once(signal, 'abort');
  return EXIT.ok;
}

async function importFolder(
  library: Library,
  path: string,
  io: { print: Print; signal: AbortSignal; pages: string },
): Promise<void> {
  const startedMs = performance.now();
  const { id } = await library.startImport({ path, mode: 'in-place' });
  const view = await followImport(
    {
      importView: (of) => library.importView(of),
      cancelImport: async () => undefined, // it goes on at the next start
      activity: () => library.activity(),
      trouble: () => library.trouble(),
    },
    id,
    io,
  );
  const tookMs = performance.now() - startedMs;
  io.print.line(
    { type: 'imported', id, state: view.state, problems: view.problems, ...view.counts, gone: view.gone },
    importSummary(view, { tookMs, pages: io.pages }),
  );
}
