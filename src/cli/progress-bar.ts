import cliProgress from 'cli-progress';
import { countText } from '../contract/count-words.ts';
import { doneOf, type ImportShow, stageText } from './import-words.ts';
import { wholeDurationText } from '../contract/duration-words.ts';

/** A bar on the terminal that moves with an import. */
export function openBar(): ImportShow {
  const line = new cliProgress.SingleBar(
    {
      format: '{bar} {done} / {total}  {rate}  {left}  {what}',
      hideCursor: true,
      clearOnComplete: false,
      stopOnComplete: false,
      barsize: 24,
      gracefulExit: false,
    },
    cliProgress.Presets.rect,
  );
  const begin = (): void => line.start(1, 0, { done: 0, total: 0, rate: '', left: '', what: 'looking' });
  const end = (): void => {
    if (line.isActive) line.stop();
  };
  begin();
  return {
    update(view) {
      if (!line.isActive) begin();
      const total = Math.max(1, view.stages.found.total);
      const done = doneOf(view);
      line.setTotal(total);
      line.update(Math.min(done, total), {
        done: countText(done),
        total: countText(view.stages.found.total) + (view.walkDone ? '' : '+'),
        rate: view.ratePerS === null ? '' : `${view.ratePerS.toFixed(1)}/s`,
        left: view.etaMs === null ? '' : `${wholeDurationText(view.etaMs)} left`,
        what: stageText(view),
      });
    },
    pause: end,
    stop: end,
  };
}
