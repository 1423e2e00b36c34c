import type { ApiNeeds } from './api/api-needs.ts';
import type { App } from './app.ts';
import { TimelineIndex } from './catalogue/timeline/timeline-index.ts';
import { healthOf } from './health-of.ts';
import { heavyQueues, kinds, screenKinds } from './kinds.ts';
import type { AnyKind } from './jobs/kind.ts';
import { packageFacts } from './package-facts.ts';
import { pictureSources } from './picture-sources.ts';
import { statusChecks } from './status-checks.ts';
import { workerNeeds } from './worker-needs.ts';

/** What the API needs, of the opened product. */
export function apiNeeds(app: App): ApiNeeds {
  const checks = statusChecks(app);
  return {
    reader: app.reader,
    lock: app.lock,
    timeline: new TimelineIndex(app.reader),
    activity: app.activity,
    ingest: app.ingest,
    admin: app.engine,
    asked: app.asked,
    overview: app.overview,
    operations: app.operations,
    kinds,
    hasWork: async (kind: AnyKind, input) =>
      (await kind.hasWork?.(kind.input.parse(input), { ...workerNeeds(app), db: app.reader })) ?? true,
    screenKinds,
    config: app.live,
    log: app.log.child({ component: 'api' }),
    heavyQueues: [...new Set(heavyQueues.map((queue) => app.engine.queueOf({ queue })))],
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
}
