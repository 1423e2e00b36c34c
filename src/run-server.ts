import { fileURLToPath } from 'node:url';
import { apiNeeds } from './api-needs-of.ts';
import { serve } from './api/serve.ts';
import type { App } from './app.ts';
import { valueAt } from './config/change.ts';
import type { Config } from './config/schema.ts';
import type { ConfigNews } from './config/watch.ts';
import { publishServer } from './cli/running-server.ts';

/** Folder of the built pages; the same from sources and from `dist/`. */
const WEB_DIR = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../dist/web/' : './web/', import.meta.url));

/** Serves the pages and the API of this library. @throws port_in_use · host_not_allowed */
export async function runServer(app: App, server: Config['server']): Promise<{ url: string } & AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const running = stack.use(await serve(apiNeeds(app), { ...server, webDir: WEB_DIR }));
  stack.use(await publishServer(app.db, running.url));
  stack.use(app.live.onChange((news) => noteFileChange(app, news)));
  const owned = stack.move();
  return { url: running.url, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Settings that were changed in their file, by hand or by `supervisor config set`. */
function noteFileChange({ operations }: App, { config, changed, isFromFile }: ConfigNews): void {
  if (!isFromFile) return;
  const input = Object.fromEntries(changed.map((key) => [key, valueAt(config, key.split('.'))]));
  void operations.run({ origin: 'settings-file', name: 'system.putConfig', input }, async () => undefined);
}
