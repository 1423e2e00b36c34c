import { fileURLToPath } from 'node:url';
import { apiNeeds } from './api-needs-of.ts';
import { serve } from './api/serve.ts';
import type { App } from './app.ts';
import type { Config } from './config/schema.ts';
import { publishServer } from './cli/running-server.ts';

/** Folder of the built pages; the same from sources and from `dist/`. */
const WEB_DIR = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../dist/web/' : './web/', import.meta.url));

/** Serves the pages and the API of this library. @throws port_in_use · host_not_allowed */
export async function runServer(app: App, server: Config['server']): Promise<{ url: string } & AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const running = stack.use(await serve(apiNeeds(app), { ...server, webDir: WEB_DIR }));
  stack.use(await publishServer(app.db, running.url));
  const owned = stack.move();
  return { url: running.url, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
