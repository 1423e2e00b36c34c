import assert from 'node:assert/strict';
import { configuredLibrary } from '../fixtures/configured-library.ts';
import type { Effects } from './effects.ts';

/** How much more may be asked for while what was asked for is open. */
export const capEffects: Effects = {
  'jobs.caps.total': () => refuses({ total: 3 }, 'At most 3 jobs may'),
  'jobs.caps.perKind': () => refuses({ perKind: 1 }, 'At most 1 job of '),
  'jobs.caps.kinds': () => refuses({ kinds: { 'derivative.pictures': 1 } }, 'At most 1 job of derivative.pictures may'),
  'jobs.caps.perAsset': () => refuses({ perAsset: 1 }, 'At most 1 job for as_'),
};

/** Has the four jobs that two photos took done again: refused by the cap and done without, and the import itself never. */
async function refuses(caps: Record<string, unknown>, message: string): Promise<void> {
  await using library = await configuredLibrary({ jobs: { caps } });
  for (const name of ['a.jpg', 'b.jpg']) await library.photo(name);
  assert.equal((await library.import()).exit, 0);
  const all = () => library.run('jobs', 'retry', '--state', 'done');
  const refused = await all();
  assert.equal(refused.exit, 1);
  assert.ok(
    refused.err.includes(message) && refused.err.includes(`(jobs.caps.${Object.keys(caps).join()}`),
    refused.err,
  );
  assert.match(refused.err, /queue_full/u);
  assert.deepEqual(library.rows(`select id from job where state = 'ready'`), []);
  await library.configure({});
  assert.equal((await all()).exit, 0);
}
