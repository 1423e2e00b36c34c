import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inputText } from './operation-input.ts';

describe('what an operation was asked for', () => {
  it('[S-330] is one line of its innermost fields', () => {
    assert.equal(inputText({ filter: { state: 'failed', queue: 'pictures' } }), 'state: failed, queue: pictures');
    assert.equal(inputText({ ids: ['jb_1', 'and 8 more'] }), 'ids: jb_1 and 8 more');
    assert.equal(inputText({ logs: { level: null } }), 'logs.level: default');
    assert.equal(inputText({ name: 'pictures', by: 'pages', dryRun: false }), 'name: pictures');
    assert.equal(inputText({}), '');
  });
});
