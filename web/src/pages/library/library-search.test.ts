import assert from 'node:assert/strict';
import { it } from 'node:test';
import { filterOf } from './library-search.ts';

it('takes of an address what narrows the library, and nothing else', () => {
  const address = { kind: 'image', zoom: 240, view: 'list', name: '', utm_source: 'a letter' } as const;
  assert.deepEqual(filterOf(address), { kind: 'image' });
});
