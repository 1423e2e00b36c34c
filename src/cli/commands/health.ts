import { countOf } from '../../contract/count-words.ts';
import { asLine } from '../as-json.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import type { LibraryNeeds } from '../library.ts';
import { snapshotLines } from '../snapshot-words.ts';
import { visibleText } from '../visible-text.ts';

export const healthCommand = defineCommand({
  name: 'health',
  summary: 'Say of every part whether it works, and of what does not the cause and the next step',
  details:
    'Asks the running server, or looks by itself. Only a mandatory part that is broken makes the whole red; `GET /health` tells the same to monitors. The line of type snapshot of --json holds the whole state in one answer: database, schema, items, findings, jobs and scans.',
  exits: { 0: 'every mandatory part works', 1: 'a mandatory part is broken', 10: 'no library in this data folder' },
  examples: ['health', 'health --json'],
  async run({ flags, print, env }, needs: Pick<LibraryNeeds, 'openCalls'>) {
    await using api = await needs.openCalls(await getSettings(flags, env));
    const health = await api.calls.health.get();
    const words = {
      ok: print.paint('green', 'ok  '),
      warn: print.paint('yellow', 'warn'),
      bad: print.paint('red', 'bad '),
    };
    for (const part of health.parts) {
      const more =
        part.next === null ? '' : `\n        ${visibleText(part.cause ?? '')}\n      → ${visibleText(part.next)}`;
      print.line(
        asLine('part', part),
        `${words[part.state]}  ${visibleText(part.title)}: ${visibleText(part.detail)}${more}`,
      );
    }
    if (health.snapshot !== null) {
      const lines = snapshotLines(health.snapshot).map((line) => `      ${visibleText(line)}`);
      print.line(asLine('snapshot', health.snapshot), lines.join('\n'));
    }
    const troubled = health.parts.filter(({ state }) => state !== 'ok').length;
    print.summary(
      { ok: health.ok, state: health.state, worker: health.worker, version: health.version, at: health.at },
      troubled === 0
        ? 'All is well.'
        : `${health.ok ? 'Working' : 'Not working'}; ${countOf(troubled, 'part')} to look at.`,
    );
    return health.ok ? EXIT.ok : EXIT.error;
  },
});
