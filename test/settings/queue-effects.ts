import assert from 'node:assert/strict';
import { kindNames, ownQueues } from '../../src/base/kind-names.ts';
import { newJob } from '../../src/jobs/kind.ts';
import { pruneJobs } from '../../src/jobs/upkeep.ts';
import { configuredLibrary } from '../fixtures/configured-library.ts';
import type { Effects } from './effects.ts';

/** What queues are called. */
export const queueEffects: Effects = Object.fromEntries(
  ownQueues.map((own) => [`jobs.queues.${own}`, () => isCalled(own)]),
);

/** Work of every queue lies in that of its kind, and of this one in that of its new name. */
async function isCalled(own: string): Promise<void> {
  await using library = await configuredLibrary({ jobs: { queues: { [own]: 'called-so' } } });
  const photo = await library.photo('a.jpg', { width: 2_600, height: 1_800 });
  assert.equal((await library.import()).exit, 0);
  assert.equal((await library.run('enhance', photo)).exit, 0);
  {
    await using app = await library.app();
    await app.engine.enqueue([newJob(pruneJobs, {})]);
  }
  const found = library.rows('select distinct kind, queue from job').map(({ kind, queue }) => [String(kind), queue]);
  for (const [kind, queue] of found) {
    const ofKind = kindNames[String(kind)]?.queue;
    assert.equal(queue, ofKind === own ? 'called-so' : ofKind, String(kind));
  }
  const queues = new Set(found.map(([, queue]) => queue));
  assert.equal(queues.size, ownQueues.length, [...queues].join());
}
