import { countOf, countText } from '../../contract/count-words.ts';
import { asLine } from '../as-json.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import { countsText, sinceText } from '../job-words.ts';
import type { LibraryNeeds } from '../library.ts';
import type { Print } from '../output.ts';
import { visibleText } from '../visible-text.ts';
import { wholeDurationText } from '../../contract/duration-words.ts';

export const jobsStats = defineCommand({
  name: 'jobs stats',
  summary: 'Show queues, workers and failures, and why nothing runs',
  exits: { 2: 'due jobs wait and no worker takes them', 10: 'no library in this data folder' },
  examples: ['jobs stats', 'jobs stats --json'],
  async run({ flags, print, env }, needs: Pick<LibraryNeeds, 'openCalls'>) {
    await using api = await needs.openCalls(await getSettings(flags, env));
    const overview = await api.calls.jobs.overview();
    const { groups } = await api.calls.jobs.failures({});
    if (overview.why) print.line(asLine('why', overview.why), print.paint('yellow', whyText(overview.why)));
    const width = Math.max(12, ...overview.queues.map(({ name }) => name.length));
    for (const queue of overview.queues) {
      const done = queue.perMinute.reduce((sum, count) => sum + count, 0);
      const eta = queue.etaMs === null || queue.etaMs === 0 ? '' : `, ${wholeDurationText(queue.etaMs)} left`;
      const paused = queue.paused ? ` · paused by ${queue.paused.by}` : '';
      const text = `${visibleText(queue.name).padEnd(width)} ${countsText(queue.counts)}${eta} · ${countText(done)} done within the hour${paused}`;
      print.line(asLine('queue', queue), text);
    }
    for (const worker of overview.workers) {
      const text = `worker ${worker.host}:${worker.pid}  ${worker.state}, ${countOf(worker.running.length, 'job')}, last heard of ${sinceText(worker.seenAt)} ago`;
      print.line(asLine('worker', worker), text);
    }
    for (const group of groups) {
      const text = `${print.paint('red', group.code.padEnd(24))} ${countOf(group.count, 'job')}, ${countOf(group.assets, 'asset')}: ${visibleText(group.sample.message)}\n    → ${group.help}`;
      print.line(asLine('failures', group), text);
    }
    printSummary(print, overview.verdict, countsText(overview.counts));
    return overview.verdict === 'stalled' ? EXIT.findings : EXIT.ok;
  },
});

function whyText(why: { sentence: string; cure: string | null }): string {
  return `${why.sentence}.${why.cure === null ? '' : ` ${why.cure}.`}`;
}

function printSummary(print: Print, verdict: string, counts: string): void {
  print.summary({ verdict }, `Workers: ${verdict}. Jobs: ${counts}.`);
}
