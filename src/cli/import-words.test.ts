import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ImportView } from '../contract/import.ts';
import { JobId, RootId, SessionId } from '../contract/ids.ts';
import { importText } from './import-words.ts';

const stage = { done: 3, total: 3 };

function viewOf(change: Partial<ImportView>): ImportView {
  return {
    id: SessionId.parse(`is_${'0'.repeat(26)}`),
    jobId: JobId.parse(`jb_${'0'.repeat(26)}`),
    rootId: RootId.parse(`ro_${'0'.repeat(26)}`),
    folder: '/card',
    title: 'card',
    mode: 'move',
    state: 'done',
    code: null,
    message: null,
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: null,
    counts: { imported: 3 } as ImportView['counts'],
    gone: 0,
    bytes: 3,
    walkDone: true,
    stages: { found: stage, hashed: stage, described: stage, pictured: stage },
    ratePerS: null,
    etaMs: null,
    problems: 0,
    ...change,
  };
}

describe('importText', () => {
  it('tells of sources that a move could not remove: the card is not empty yet', () => {
    const message = '2 sources could not be removed, or changed meanwhile';
    assert.match(importText(viewOf({ code: 'source_kept', message }), 1_000), /\n2 sources could .*\n {2}\S.*by hand/u);
    assert.doesNotMatch(importText(viewOf({}), 1_000), /\n/u);
  });

  it('tells of an import that failed what it has done before', () => {
    const text = importText(viewOf({ state: 'failed', code: 'folder_not_found', message: 'It is gone' }), 1_000);
    assert.match(text, /^card: 3 imported; then the import failed\. It is gone\n/u);
  });
});
