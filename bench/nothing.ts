import { z } from 'zod';
import { defineJob, delays } from '../src/jobs/kind.ts';

/** Work that takes no time: what is left is the cost of the jobs themselves. */
export const nothing = defineJob({
  kind: 'bench.nothing',
  input: z.object({ n: z.number() }),
  queue: 'bench',
  retry: delays(1_000),
  timeoutMs: 60_000,
  resources: { cpu: 1 },
  async run({ n }, needs: { ran(): void }) {
    needs.ran();
    return { n };
  },
});
