import { z } from 'zod';
import { defineJob, delays } from './kind.ts';

/** Backs the database up into the backup folder. Comes back by a schedule. */
export const backUpDatabase = defineJob({
  kind: 'database.backup',
  input: z.object({}),
  queue: 'upkeep',
  retry: delays(600_000, 3_600_000),
  timeoutMs: 3_600_000,
  resources: { disk: 1 },
  uniqueKey: () => 'all',
  async run(_input, needs: { backUp(): Promise<string> }) {
    return { file: await needs.backUp() };
  },
});
