import { createRouterClient } from '@orpc/server';
import { noteChanges } from './api/note-changes.ts';
import { router } from './api/router.ts';
import { apiNeeds } from './api-needs-of.ts';
import { openApp } from './app.ts';
import type { FoundSettings } from './cli/find-settings.ts';
import type { ApiCalls } from './cli/library.ts';
import { assertLibrary } from './cli/open-existing.ts';
import { findServerAddress } from './cli/running-server.ts';
import { clientOf } from './cli/server-calls.ts';

/** The typed API for a command: of the server that runs the library, else in this process. @throws no_library */
export async function openCalls(found: FoundSettings): Promise<ApiCalls> {
  const url = await findServerAddress(found);
  if (url !== undefined) return { calls: clientOf(url), [Symbol.asyncDispose]: async () => undefined };
  assertLibrary(found);
  const app = await openApp({ paths: found.paths, configFile: found.file, env: process.env, isHolder: false });
  return {
    calls: createRouterClient(router, {
      context: { needs: apiNeeds(app), isLocal: true, caller: { origin: 'command-line' } },
      interceptors: [noteChanges],
    }),
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  };
}
