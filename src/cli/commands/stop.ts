import { grace } from '../background/start-flags.ts';
import { stopInstance } from '../background/stop-instance.ts';
import { printStop } from '../background/stop-words.ts';
import { defineCommand } from '../command.ts';
import { findSettings } from '../find-settings.ts';

export const stopCommand = defineCommand({
  name: 'stop',
  summary: 'Stop the Supervisor that runs this library, in the background or in another terminal',
  details:
    'Asks only the process that runs this library, known by its pid and the time it began: running jobs end or are given back. ' +
    'If it does not end in time, it is killed with all that it has started; its jobs are taken back at the next start.\n\n' +
    'Nothing to stop is no error. Workers of supervisor work are not stopped, nor is an import of another terminal.',
  flags: { grace },
  exits: {
    0: 'stopped, or nothing ran',
    1: 'it could not be stopped',
    11: 'the library is used by an import, on another machine or in another container',
  },
  examples: ['stop', 'stop --grace 60', 'stop --data /srv/photos/.supervisor'],
  async run({ flags, print, env }) {
    // With mistakes in the settings, too: they are no reason to let it run.
    const found = await findSettings(flags, env);
    return printStop(await stopInstance(found, flags.grace * 1_000), print);
  },
});
