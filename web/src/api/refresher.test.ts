import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { refresher } from './refresher.ts';

describe('refresher', () => {
  it('asks once more for changes that come while a reply is on its way, and not for each of them', async () => {
    const replies: (() => void)[] = [];
    const refresh = refresher(() => new Promise<void>((resolve) => replies.push(resolve)));
    refresh();
    refresh();
    refresh();
    assert.equal(replies.length, 1);
    replies[0]!();
    await turn();
    assert.equal(replies.length, 2);
    replies[1]!();
    await turn();
    assert.equal(replies.length, 2);
    refresh();
    assert.equal(replies.length, 3);
  });
});
