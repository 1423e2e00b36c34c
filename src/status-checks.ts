import { existsSync } from 'node:fs';
import type { App } from './app.ts';
import { startCheck } from './cli/background/start-check.ts';
import type { CheckLine } from './contract/system.ts';
import { checkAll } from './doctor/check-all.ts';
import { checkTools, type ToolProbe } from './doctor/check-tools.ts';
import { probeTools } from './probe-tools.ts';

/** Tools are asked again after this long; asking takes a second. One that does not work is being mended: sooner. */
const PROBES_KEPT_MS = 10 * 60_000;
const BROKEN_KEPT_MS = 30_000;

/** What doctor says, for the status page of a running server. */
export function statusChecks(app: App): () => Promise<readonly CheckLine[]> {
  let asked: { untilMs: number; readonly probes: Promise<readonly ToolProbe[]> } | undefined;
  return async () => {
    const config = app.live.current();
    const { file } = app.live;
    const nowMs = app.clock.monotonic();
    if (asked === undefined || nowMs > asked.untilMs)
      asked = { untilMs: nowMs + PROBES_KEPT_MS, probes: probeTools(config) };
    const { probes } = asked;
    const isBroken = checkTools(await probes).some(({ mandatory, state }) => mandatory && state === 'bad');
    if (isBroken) asked.untilMs = Math.min(asked.untilMs, nowMs + BROKEN_KEPT_MS);
    const lines = await checkAll({
      config,
      file,
      exists: existsSync(file),
      problems: app.live.problems(),
      paths: app.paths,
      probes: await probes,
      ownsPort: true,
    });
    return [...lines, ...(await startCheck({ dataFolder: app.paths.data, paths: app.paths, config }))];
  };
}
