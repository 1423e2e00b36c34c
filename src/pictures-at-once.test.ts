import assert from 'node:assert/strict';
import { availableParallelism, totalmem } from 'node:os';
import { describe, it } from 'node:test';
import { Config } from './config/schema.ts';
import { picturesAtOnce } from './pictures-at-once.ts';

const at = (concurrency?: number): number => picturesAtOnce(Config.parse({ pictures: { concurrency } }));

describe('picturesAtOnce', () => {
  it('is what the settings say', () => {
    assert.equal(at(1), 1);
    assert.equal(at(64), 64);
  });

  it('is by itself at least one, at most one more than there are cores, and fits into the memory', () => {
    const byItself = at();
    assert.ok(byItself >= 1 && byItself <= availableParallelism() + 1);
    assert.ok(byItself === 1 || byItself * 512 * 1_048_576 <= totalmem());
  });
});
