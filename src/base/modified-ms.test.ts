import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { modifiedMs } from './modified-ms.ts';

describe('modifiedMs', () => {
  it('gives whole milliseconds, also before 1970', () => {
    assert.equal(modifiedMs({ mtimeMs: 1_500_000_000_000.9 }), 1_500_000_000_000);
    assert.equal(modifiedMs({ mtimeMs: -0.5 }), -1);
  });

  it('gives of times that no calendar has the nearest that a date can be made of, in every zone', () => {
    for (const [mtimeMs, year] of [
      [1e17, '9999'],
      [-1e17, '0001'],
    ] as const) {
      for (const hours of [-14, 14]) {
        const at = new Date(modifiedMs({ mtimeMs }) + hours * 3_600_000).toISOString();
        assert.equal(at.slice(0, 5), `${year}-`);
      }
    }
  });
});
