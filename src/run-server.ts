import { fileURLToPath } from 'node:url';
import { healthOf } from './health-of.ts';
import { packageFacts } from './package-facts.ts';
import type { ApiNeeds } from './api/api-needs.ts';
import { serve } from './api/serve.ts';
import type { App } from './app.ts';
import { TimelineIndex } from './catalogue/timeline/timeline-index.ts';
import type { Config } from './config/schema.ts';
import { publishServer } from './cli/running-server.ts';
import { heavyQueues, screenKinds } from './kinds.ts';
import { pictureSources } from './picture-sources.ts';
import { statusChecks } from './status-checks.ts';

/** Folder of the built pages; the same from sources and from `dist/`. */
const WEB_DIR = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../dist/web/' : './web/', import.meta.url));

/** Serves the pages and the API of this library. @throws port_in_use · host_not_allowed */
export async function runServer(app: App, server: Config['server']): Promise<{ url: string } & AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const log = app.log.child({ component: 'api' });
  const checks = statusChecks(app);
  const needs: ApiNeeds = {
    reader: app.reader,
    timeline: new TimelineIndex(app.reader),
    activity: app.activity,
    ingest: app.ingest,
    admin: app.engine,
    overview: app.overview,
    screenKinds,
    config: app.live,
    log,
    heavyQueues,
    about: {
      version: packageFacts.version,
      startedAtMs: app.clock.now(),
      dataDir: app.paths.data,
      logsDir: app.paths.logs,
    },
    ...pictureSources(app),
    checks,
    health: healthOf(app, checks),
  };
  const running = stack.use(await serve(needs, { ...server, webDir: WEB_DIR }));
  stack.use(await publishServer(app.db, running.url));
  const owned = stack.move();
  return { url: running.url, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
