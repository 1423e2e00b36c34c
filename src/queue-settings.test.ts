import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ownQueues } from './base/kind-names.ts';
import { parseConfig } from './config/parse-config.ts';
import type { Config } from './config/schema.ts';
import type { QueueNames } from './jobs/queue-naming.ts';
import { queueSettings } from './queue-settings.ts';
import { runWindowsOf } from './run-windows.ts';

const HOURS = '22:00-06:00';

function configOf(jobs: object): Config {
  return parseConfig(JSON.stringify({ jobs }), 'c').config ?? assert.fail('these are good');
}

const naming = (names: QueueNames) => ({ queueOf: ({ queue }: { queue: string }) => names[queue] ?? queue });

function problemsOf(jobs: string): readonly (readonly unknown[])[] {
  return parseConfig(`jobs:\n${jobs}`, 'c').problems.map(({ line, key, message }) => [line, key, message]);
}

it('[I-026] lets every queue be called otherwise, two by one name too, and each is its own name by default', () => {
  const own = Object.fromEntries(ownQueues.map((name) => [name, name]));
  assert.deepEqual(configOf({}).jobs.queues, own);
  const names = Object.fromEntries(ownQueues.map((name) => [name, `the-${name}_2`]));
  assert.deepEqual(configOf({ queues: names }).jobs.queues, names);
  const shared = { pictures: 'previews', enhance: 'previews' };
  assert.deepEqual(configOf({ queues: shared }).jobs.queues, { ...own, ...shared });
  assert.deepEqual(configOf({ queues: { enhance: 'pictures' } }).jobs.queues, { ...own, enhance: 'pictures' });
});

it('[I-026] refuses queues that there are not, with the nearest, and names that would not be clear', () => {
  assert.deepEqual(problemsOf('  queues:\n    pictres: previews\n'), [
    [3, 'jobs.queues.pictres', 'unknown setting; the nearest is jobs.queues.pictures'],
  ]);
  for (const name of ['Previews', 'two words', '-a', '7', 'a.b', 'root:a', '""', `a${'b'.repeat(24)}`]) {
    const [[line, key, message] = [], ...more] = problemsOf(`  queues:\n    pictures: "${name.replaceAll('"', '')}"\n`);
    assert.deepEqual([line, key, more], [3, 'jobs.queues.pictures', []], name);
    assert.match(String(message), /small letter/u);
  }
  assert.match(String(problemsOf('  queues: { scan: all }')[0]?.[2]), /all means every queue/u);
  const swapped = problemsOf('  queues:\n    pictures: enhance\n    enhance: pictures\n');
  assert.deepEqual(
    swapped.map(([line]) => line),
    [3, 4],
  );
  assert.match(String(swapped[0]?.[2]), /that one is called pictures here; take another name/u);
});

it('[I-026] heeds what is set for a queue by its name or by the one it has by itself, and refuses two values for one', () => {
  const queues = { pictures: 'previews', enhance: 'previews' };
  for (const name of ['pictures', 'enhance', 'previews']) {
    const config = configOf({
      queues,
      limits: { [name]: 0, 'tool:video': 1 },
      hours: { [name]: HOURS },
      whenIdle: [name],
    });
    assert.deepEqual(queueSettings(config, naming(queues)), {
      limits: { previews: 0, 'tool:video': 1 },
      hours: { previews: HOURS },
      whenIdle: ['previews'],
    });
    const windows = runWindowsOf(config, naming(queues));
    assert.deepEqual(windows, { previews: { hours: HOURS, timeZone: null, whenIdle: true, isOff: true } });
  }
  assert.match(
    String(problemsOf('  queues: { pictures: p, enhance: p }\n  limits: { pictures: 1, enhance: 2 }')[0]?.[2]),
    /is the same queue as pictures: give both one value/u,
  );
  const [[line, key, message] = []] = problemsOf(
    '  queues: { pictures: previews }\n  hours:\n    prevews: 22:00-06:00\n',
  );
  assert.deepEqual([line, key], [4, 'jobs.hours.prevews']);
  assert.match(String(message), /there are scan, metadata, previews, enhance, upkeep/u);
});

it('[I-026] keeps limits and hours with the queue that is meant until a new name holds, after the restart', () => {
  const config = configOf({ queues: { pictures: 'previews' }, limits: { previews: 2 }, hours: { pictures: HOURS } });
  const before = queueSettings(config, naming({ pictures: 'images' }));
  assert.deepEqual([before.limits, before.hours], [{ images: 2 }, { images: HOURS }]);
});
