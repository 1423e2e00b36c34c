import { existsSync } from 'node:fs';
import type { App } from './app.ts';
import type { CheckLine } from './contract/system.ts';
import { checkAll } from './doctor/check-all.ts';
import type { ToolProbe } from './doctor/check-tools.ts';
import { probeTools } from './probe-tools.ts';

/** Tools are asked again after this long; asking takes a second. */
const PROBES_KEPT_MS = 10 * 60_000;

/** What doctor says, for the status page of a running server. */
export function statusChecks(app: App): () => Promise<readonly CheckLine[]> {
  let asked: { readonly atMs: number; readonly probes: Promise<readonly ToolProbe[]> } | undefined;
  return async () => {
    const config = app.live.current();
    const { file } = app.live;
    const nowMs = app.clock.monotonic();
    if (asked === undefined || nowMs - asked.atMs > PROBES_KEPT_MS) asked = { atMs: nowMs, probes: probeTools(config) };
    return checkAll({
      config,
      file,
      exists: existsSync(file),
      problems: app.live.problems(),
      paths: app.paths,
      probes: await asked.probes,
      ownsPort: true,
    });
  };
}
