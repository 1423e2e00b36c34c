import { checkAll } from '../../doctor/check-all.ts';
import type { ToolProbe } from '../../doctor/check-tools.ts';
import type { Config } from '../../config/schema.ts';
import type { CheckLine } from '../../contract/system.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { findSettings } from '../find-settings.ts';
import { visibleText } from '../visible-text.ts';

interface Needs {
  /** Asks every tool for its version. */
  probeTools(config: Config): Promise<readonly ToolProbe[]>;
}

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'Check everything Supervisor stands on, and say the cure for what is missing',
  details: 'Looks at Node, settings, folders, disk space, database, port and tools. It changes nothing.',
  exits: {
    0: 'everything needed works (there may be warnings)',
    1: 'something that is needed does not work',
    20: 'no video tool works (pictures do)',
  },
  async run({ flags, print, env }, { probeTools }: Needs) {
    const found = await findSettings(flags, env);
    const checks = await checkAll({ ...found, probes: await probeTools(found.config), ownsPort: false });
    const words = {
      ok: print.paint('green', 'ok     '),
      warn: print.paint('yellow', 'warn   '),
      bad: print.paint('red', 'missing'),
    };
    for (const check of checks) {
      const cure = check.cure === null ? '' : `\n          → ${check.cure}`;
      print.line(
        { type: 'check', ...check },
        `${words[check.state]}  ${check.title}: ${visibleText(check.detail)}${cure}`,
      );
    }
    const exit = exitOfChecks(checks);
    const warnings = checks.filter(({ state }) => state !== 'ok').length;
    print.summary(
      { exit, checks: checks.length, warnings },
      `${checks.length} checks, ${warnings === 0 ? 'all well' : `${warnings} to look at`}`,
    );
    return exit;
  },
});

function exitOfChecks(checks: readonly CheckLine[]): number {
  const bad = checks.filter(({ state }) => state === 'bad');
  if (bad.some(({ mandatory }) => mandatory)) return EXIT.error;
  return bad.some(({ id }) => id === 'tool.video') ? EXIT.noVideoTool : EXIT.ok;
}
